"""What ``pulumi preview --json`` says of users: read once, judged by gate and drift, and shown."""
