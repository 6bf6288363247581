"""Accept tasks at once; other lists stay as they are."""

from connect_resources import UserAutoAcceptConfigArgs, UserConfig, get_user

UserConfig(
    "mina",
    user_id=get_user("mina.sato").id,
    auto_accept_configs=[UserAutoAcceptConfigArgs(channel="TASK", auto_accept=True)],
)
