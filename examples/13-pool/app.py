from cdk8s import App, Chart, Size
from cdk8s_plus_28 import Cpu
from cdk8s_mcp import (
    Callers, GatewayAuth, McpGateway, McpNamespace, McpPool, McpServer, PoolBudget, PoolSubject, PrebuiltImage, Scaling, ServerDefaults,
    ServerSource,
)

app = App()
chart = Chart(app, "pool")

pool = McpPool(
    chart, "research",
    namespace="mcp-research",
    owner="research",
    environment="prod",
    defaults=ServerDefaults(scaling=Scaling.on_cpu(max=4)),
    budget=PoolBudget(cpu=Cpu.units(2), memory=Size.gibibytes(4)),
    viewers=[PoolSubject.group("research")],
)


def prebuilt(name, digest):
    npm = ServerSource.npm(f"@modelcontextprotocol/server-{name}@2026.8.31")
    return PrebuiltImage.of(npm).source(f"ghcr.io/acme/mcp-{name}:2026.8.31@sha256:{digest}")


McpServer(pool, "everything", source=prebuilt("everything", "5d1f2a0c7b3e4968f1d0c2b3a495867768594a3b2c1d0e0f1a2b3c4d5e6f7081"))
McpServer(pool, "memory", source=prebuilt("memory", "6e20b1d8c4f57a79e2c1d3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8"), scaling=Scaling.fixed(3))

edge = McpNamespace(chart, "edge", name="mcp-edge", owner="platform-team")
gateway = McpGateway(
    edge, "gateway",
    auth=GatewayAuth.api_keys({"planner": "9a5d1c7be2f84036a1c5d7e9f0b2846c3e8a7d519c4f6b20e1d3a5b7c9f80214"}),
    callers=[Callers.pods(namespace="agents", labels={"app.kubernetes.io/name": "agent"})],
)
pool.add_to(gateway)

app.synth()
