"""Run the target as a module: `python -m target_feishu`."""

from __future__ import annotations

from target_feishu.cli import main

main()
