"""A table with every field type, one full row, one row with the bare minimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.bitable import kinds

if TYPE_CHECKING:
    from feishu_sandbox.builders import BaseBuilder, TableBuilder
    from feishu_sandbox.model import Json
    from feishu_sandbox.world import World

_BANNER = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def _fields(customers: str) -> list[Json]:
    options = {"options": [{"name": name} for name in ("进行中", "已完成", "待定")]}
    rating = {"formatter": "0", "min": 1, "max": 5, "rating": {"symbol": "star"}}
    number_formula = {"formatter": "0.0", "formula_expression": "数字 * 2"}
    return [
        {"field_name": "文本", "type": kinds.TEXT},
        {"field_name": "邮箱", "type": kinds.TEXT, "ui_type": "Email"},
        {"field_name": "条码", "type": kinds.TEXT, "ui_type": "Barcode"},
        {"field_name": "数字", "type": kinds.NUMBER},
        _number("进度", "Progress", {"formatter": "0%"}),
        _number("货币", "Currency", {"formatter": "0.00", "currency_code": "USD"}),
        _number("评分", "Rating", rating),
        {"field_name": "单选", "type": kinds.SINGLE_SELECT, "property": options},
        {"field_name": "多选", "type": kinds.MULTI_SELECT, "property": options},
        {"field_name": "日期", "type": kinds.DATE_TIME},
        {"field_name": "复选框", "type": kinds.CHECKBOX},
        {"field_name": "人员", "type": kinds.USER},
        {"field_name": "电话号码", "type": kinds.PHONE},
        {"field_name": "超链接", "type": kinds.URL},
        {"field_name": "附件", "type": kinds.ATTACHMENT},
        {"field_name": "单向关联", "type": kinds.SINGLE_LINK, "property": {"table_id": customers}},
        {"field_name": "双向关联", "type": kinds.DUPLEX_LINK, "property": {"table_id": customers}},
        {"field_name": "地理位置", "type": kinds.LOCATION},
        {"field_name": "群组", "type": kinds.GROUP_CHAT},
        {"field_name": "查找引用", "type": kinds.LOOKUP},
        {"field_name": "数字公式", "type": kinds.FORMULA, "property": number_formula},
        {"field_name": "文本公式", "type": kinds.FORMULA},
        {"field_name": "流程", "type": kinds.STAGE},
        {"field_name": "创建时间", "type": kinds.CREATED_TIME},
        {"field_name": "最后更新时间", "type": kinds.MODIFIED_TIME},
        {"field_name": "创建人", "type": kinds.CREATED_USER},
        {"field_name": "修改人", "type": kinds.MODIFIED_USER},
        {"field_name": "自动编号", "type": kinds.AUTO_NUMBER},
        {"field_name": "按钮", "type": kinds.BUTTON},
    ]


def _number(name: str, ui_type: str, property_: Json) -> Json:
    return {"field_name": name, "type": kinds.NUMBER, "ui_type": ui_type, "property": property_}


def add_showcase(world: World, base: BaseBuilder, customers: TableBuilder) -> None:
    """Create the table and its rows."""
    table = base.add_table("字段大全 All fields", _fields(customers.table_id))
    users = list(world.state.users)
    table.add_row(_full_row(world, base, list(customers.data.records)), by=users[7])
    world.clock.advance(60)
    table.add_row({"文本": "只有标题"}, by=users[8])
    world.clock.advance(60)
    table.add_row({}, by=users[8])


def _full_row(world: World, base: BaseBuilder, customers: list[str]) -> Json:
    users, chats = list(world.state.users), list(world.state.chats)
    file = world.add_media(base.app_token, "横幅 banner.png", _BANNER, "image/png")
    mention = {
        "type": "mention",
        "text": "@王思远",
        "token": users[0],
        "mentionType": "User",
        "mentionNotify": False,
        "name": "王思远",
    }
    link = {"type": "url", "text": "说明", "link": "https://stardust.example/doc"}
    return {
        "文本": [{"type": "text", "text": "你好 "}, mention, {"type": "text", "text": " "}, link],
        "邮箱": "hello@stardust.example",
        "条码": "FS0001",
        "数字": 2323.2323,
        "进度": 0.66,
        "货币": 19.99,
        "评分": 4,
        "单选": "进行中",
        "多选": ["进行中", "待定"],
        "日期": world.clock.now_ms(),
        "复选框": True,
        "人员": [{"id": users[0]}, {"id": users[22]}],
        "电话号码": "+8613800138000",
        "超链接": {"text": "飞书多维表格", "link": "https://www.feishu.cn/product/base"},
        "附件": [{"file_token": file.file_token}],
        "单向关联": customers[:2],
        "双向关联": customers[2:4],
        "地理位置": {
            "location": "116.397755,39.903179",
            "pname": "北京市",
            "cityname": "北京市",
            "adname": "东城区",
            "address": "东长安街",
            "name": "天安门广场",
            "full_address": "天安门广场 北京市东城区东长安街",
        },
        "群组": [{"id": chats[0]}],
        "查找引用": {"type": 1, "value": [{"type": "text", "text": "A"}]},
        "数字公式": {"type": 2, "ui_type": "Number", "value": [4646.4646]},
        "文本公式": {
            "type": 1,
            "ui_type": "Text",
            "value": [{"type": "text", "text": "✅ 正常"}],
        },
        "流程": "审批中",
    }
