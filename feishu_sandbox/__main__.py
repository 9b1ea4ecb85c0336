"""`python -m feishu_sandbox`."""

from __future__ import annotations

from feishu_sandbox.cli import main

if __name__ == "__main__":
    main()
