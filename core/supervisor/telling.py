"""What is printed when everything runs: where to go, as whom, and where the logs are."""

from bootstrap.saying import StepFailed
from core.environment import Environment
from core.supervisor import steps


def welcome(env: Environment, seconds: float) -> str:
    """Return the text. Demo accounts stand in it with their passwords: they are made anew in every `var/`."""
    host = f"[{env.bind}]" if ":" in env.bind else env.bind
    lines = [
        "",
        f"三零 已启动（{seconds:.1f} 秒）· running",
        f"  地址 · address    http://{host}:{env.port}/",
        f"  日志 · logs       {env.places.log}/*.log",
        "  停止 · stop       Ctrl-C",
    ]
    if env.demo:
        lines += [
            "",
            "  示例账户 · demo accounts (首页可一键进入 · one click on the first page)",
            *_accounts(env),
        ]
    elif env.embedded:
        lines += ["", '  第一个账户 · first account:  make manage ARGS="createadmin"']
    return "\n".join(lines)


def _accounts(env: Environment) -> list[str]:
    try:
        people = steps.accounts(env.places)
    except StepFailed as error:
        return [f"    {error}"]
    width = max((len(person["username"]) for person in people), default=0)
    return [
        f"    {person['username']:<{width}}  {person['password']}  {person['display_name']}"
        f"（{person.get('role_label') or person['role']}）{person.get('landing', '/')}"
        for person in people
    ]
