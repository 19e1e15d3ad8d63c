from cdk8s import App, Chart
from cdk8s_mcp import (
    AllowedHosts, Callers, Egress, McpNamespace, McpServer, Scaling, SecretSource, SecretStore, ServerAuth, ServerSource, Sessions,
)

app = App()
chart = Chart(app, "quickstart")
vault = SecretStore.cluster_store("vault")
caller_token = SecretSource.from_store(vault, key="mcp/grafana", property="caller-token")
tools = McpNamespace(chart, "tools", name="mcp-tools", owner="platform-team")

McpServer(
    tools, "grafana",
    source=ServerSource.image(
        "docker.io/grafana/mcp-grafana:2.0.1@sha256:87b48c8fa1a09d00befe361e009be9ab85343ab95b7f2ebb374c1051832985b9",
        args=["--transport", "streamable-http", "--address", "0.0.0.0:8000", "--disable-write", "--usage-stats", "disabled"],
        port=8000,
        health_path="/healthz",
        sessions=Sessions.NONE,
        allowed_hosts=AllowedHosts.argument("--allowed-hosts"),
    ),
    env={"GRAFANA_URL": "http://grafana.monitoring.svc.cluster.local:3000"},
    secrets={
        "GRAFANA_SERVICE_ACCOUNT_TOKEN": SecretSource.from_store(vault, key="mcp/grafana", property="token"),
        "MCP_GRAFANA_SERVER_TOKEN": caller_token,
    },
    server_auth=ServerAuth.bearer(caller_token),
    callers=[Callers.pods(namespace="agents", labels={"app.kubernetes.io/name": "agent"})],
    egress=[Egress.to_pods(namespace="monitoring", labels={"app.kubernetes.io/name": "grafana"}, port=3000)],
    scaling=Scaling.on_cpu(max=10),
)

app.synth()
