"""What sinks share that make one object of Feishu per key: approvals, tasks, events and others."""
