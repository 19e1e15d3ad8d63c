from cdk8s import App, Chart
from cdk8s_mcp import (
    Callers, ClaimMatch, Egress, Exposure, GatewayAuth, Jwks, McpGateway, McpNamespace, McpPlatform, McpServer,
    NetworkPolicyEngine, SecretSource, SecretStore, ServerAuth, ServerSource, Sessions, ToolPolicy, ToolRule,
)

app = App()
McpPlatform.configure(app, network_policy_engine=NetworkPolicyEngine.CILIUM)
chart = Chart(app, "gateway-oauth")
tools = McpNamespace(chart, "tools", name="mcp-github", owner="platform-team")

github = McpServer(
    tools, "github",
    source=ServerSource.image(
        "ghcr.io/github/github-mcp-server:v1.12.2@sha256:508a0857ec762b1ab1cece29193345b501fab1dd9d1228a7b617062954cecac6",
        args=["http", "--port", "8082", "--read-only"],
        port=8082,
        path="/",
        health_path="/.well-known/oauth-protected-resource",
        sessions=Sessions.NONE,
    ),
    server_auth=ServerAuth.bearer(SecretSource.from_store(SecretStore.cluster_store("vault"), key="mcp/github", property="token")),
    tools=ToolPolicy.allow("get_*", "list_*", "search_*"),
    egress=[Egress.to_hosts("api.github.com")],
)

edge = McpNamespace(chart, "edge", name="mcp-edge", owner="platform-team")
McpGateway(
    edge, "gateway",
    servers=[github],
    auth=GatewayAuth.oauth(
        issuer="https://idp.example.com", jwks=Jwks.from_url("https://idp.example.com/.well-known/jwks.json"), required_scopes=["mcp"]),
    authorization=[ToolRule.allow(servers=[github], claims=[ClaimMatch(claim="groups", any_of=["developers"])])],
    exposure=Exposure.http_route(
        hostname="mcp.example.com", parent_name="public", parent_namespace="gateways", section_name="https",
        from_=[Callers.pods(namespace="gateways", labels={"gateway.networking.k8s.io/gateway-name": "public"})],
    ),
)

app.synth()
