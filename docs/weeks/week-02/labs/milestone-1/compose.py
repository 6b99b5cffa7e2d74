"""What compose.yaml promises, read from the file: order of start, ports, variables, secrets."""

from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent / "airbnb_clone"


def start_order(services):
    """Yield each service after those that it depends on, with what it waits for."""
    started = set()
    while waiting := [name for name in services if name not in started]:
        ready = [n for n in waiting if started.issuperset(services[n].get("depends_on", {}))]
        if not ready:
            raise SystemExit(f"these wait for each other: {', '.join(waiting)}")
        for name in ready:
            needs = services[name].get("depends_on", {})
            yield name, {other: need["condition"] for other, need in needs.items()}
        started.update(ready)


def variables():
    """Return the variables of .env.example, with the values that it gives them."""
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


services = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))["services"]

print("Order of start")
for name, needs in start_order(services):
    waits = " and ".join(f"until {other} is {need}" for other, need in needs.items())
    print(f"  {name}: {'waits ' + waits if waits else 'at once'}")

print("\nHealth check")
for name, service in services.items():
    check = service.get("healthcheck", {}).get("test", ["", "in its Dockerfile"])
    print(f"  {name}: {check[-1]}")

print("\nReachable from outside the network of the containers")
for name, service in services.items():
    ports = ", ".join(service.get("ports", []))
    print(f"  {name}: {ports or 'no port'}")

print("\nSettings that both services read from .env")
if {service["env_file"] for service in services.values()} != {".env"}:
    raise SystemExit("a service reads another file")
for name, value in variables().items():
    print(f"  {name}{'=' + value if value else ' has to be filled in'}")
