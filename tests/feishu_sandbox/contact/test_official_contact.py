"""Drives the lists of the directory with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

from lark_oapi.api.contact.v3 import (
    FindByDepartmentUserRequest,
    ListCustomAttrRequest,
    ListEmployeeTypeEnumRequest,
    ListJobFamilyRequest,
    ListJobLevelRequest,
    SimplelistGroupMemberRequest,
    SimplelistGroupRequest,
)
from lark_oapi.api.contact.v3.model import (
    CustomAttr,
    EmployeeTypeEnum,
    JobFamily,
    JobLevel,
    Memberlist,
    UserCustomAttr,
)


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def test_employee_types(lark):
    request = ListEmployeeTypeEnumRequest.builder().page_size(2).build()
    page = good(lark.contact.v3.employee_type_enum.list(request))
    assert page.has_more
    request = ListEmployeeTypeEnumRequest.builder().page_size(4).page_token(page.page_token)
    last = good(lark.contact.v3.employee_type_enum.list(request.build()))
    assert isinstance(last.items[-1], EmployeeTypeEnum)
    assert (last.items[-1].content, last.items[-1].enum_value) == ("专家", "6")
    assert last.has_more is False


def test_job_levels_and_families(lark):
    request = ListJobLevelRequest.builder().page_size(50).build()
    levels = good(lark.contact.v3.job_level.list(request)).items
    assert isinstance(levels[0], JobLevel)
    assert [level.order for level in levels] == [100, 200, 300, 400]
    assert levels[0].i18n_name[1].value == "Associate"
    request = ListJobFamilyRequest.builder().name("研发").build()
    (family,) = good(lark.contact.v3.job_family.list(request)).items
    assert isinstance(family, JobFamily)
    assert family.parent_job_family_id.startswith("m")


def test_custom_attrs_and_their_values_at_people(lark, sandbox):
    request = ListCustomAttrRequest.builder().page_size(100).build()
    attrs = {one.id: one for one in good(lark.contact.v3.custom_attr.list(request)).items}
    assert all(isinstance(one, CustomAttr) for one in attrs.values())
    backend = next(d for d in sandbox.world.state.departments.values() if d.name == "后端组")
    request = FindByDepartmentUserRequest.builder().department_id(backend.open_department_id)
    members = good(lark.contact.v3.user.find_by_department(request.page_size(50).build())).items
    chen = next(user for user in members if user.name == "陈晨")
    assert all(isinstance(one, UserCustomAttr) for one in chen.custom_attrs)
    assert {one.id for one in chen.custom_attrs} <= attrs.keys()
    assert chen.custom_attrs[-1].value.generic_user.type == 1
    assert chen.job_level_id in sandbox.world.state.contact.job_levels
    assert chen.geo == "cn"


def test_groups_of_both_types_and_their_members(lark, sandbox):
    groups = []
    for kind in (1, 2):
        request = SimplelistGroupRequest.builder().type(kind).page_size(100).build()
        groups += good(lark.contact.v3.group.simplelist(request)).grouplist
    assert {group.id for group in groups} == sandbox.world.state.groups.keys()
    abroad = next(group for group in groups if group.name == "海外同事")
    request = SimplelistGroupMemberRequest.builder().group_id(abroad.id)
    request = request.member_type("department").member_id_type("open_department_id")
    members = good(lark.contact.v3.group_member.simplelist(request.build())).memberlist
    assert isinstance(members[0], Memberlist)
    assert members[0].member_id in sandbox.world.state.departments
    assert members[0].member_id_type is None
