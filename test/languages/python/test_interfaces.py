"""Classes of Python that implement the interfaces of the package, and values that only another language can get wrong."""
import json
import sys
import unittest

import cdk8s_plus_28 as kplus
import jsii
from cdk8s import ApiObject, App, Chart, Duration, JsonPatch, Size, Testing
from constructs import Construct

import cdk8s_mcp as mcp

DIGEST = "sha256:" + "0" * 64


def image(name):
    return mcp.ServerSource.image(f"ghcr.io/acme/{name}:1.2.3@{DIGEST}", port=8080, sessions=mcp.Sessions.NONE)


def chart():
    app = App()
    mcp.McpPlatform.configure(app, network_policy_engine=mcp.NetworkPolicyEngine.CILIUM)
    return Chart(app, "test", namespace="mcp-tools")


def find(manifests, kind):
    return next(manifest for manifest in manifests if manifest["kind"] == kind)


@jsii.implements(mcp.IGuardrailRule)
class CostCentre:
    @property
    def id(self):
        return "cost-centre"

    @property
    def title(self):
        return "Deployments name a cost centre"

    @property
    def fix(self):
        return "Set the label example.com/cost-centre."

    def check(self, manifest):
        named = "example.com/cost-centre" in manifest.json["metadata"].get("labels", {})
        return [] if manifest.kind != "Deployment" or named else [mcp.GuardrailFinding(field="metadata.labels", problem="has no cost centre")]


@jsii.implements(mcp.IBridge)
class OwnBridge:
    @property
    def name(self):
        return "own@1.2.3"

    @property
    def npm_package(self):
        return "@acme/bridge@1.2.3"

    @property
    def health_path(self):
        return "/alive"

    @property
    def health_port(self):
        return 9000

    @property
    def process_per_session(self):
        return False

    def memory(self, sessions):
        return Size.mebibytes(99 + sessions)

    def command(self, program):
        words = [program.node, program.directory + "/main.js", *program.words]
        return mcp.BridgeCommand(words=words, files={"/etc/own/config": f"port: {int(program.port)}\n"})


@jsii.implements(mcp.ISecretStore)
class OwnStore:
    @property
    def store_kind(self):
        return "ClusterSecretStore"

    @property
    def store_name(self):
        return "ours"


@jsii.implements(mcp.IMcpEndpoint)
class OwnEndpoint(Construct):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        self.admitted = 0

    @property
    def name(self):
        return "own"

    @property
    def endpoint(self):
        return mcp.EndpointAddress(
            host="own.own.svc", port=80, path="/mcp", url="http://own.own.svc/mcp",
            transport=mcp.HttpTransport.STREAMABLE, sessions=mcp.Sessions.NONE)

    @property
    def pods(self):
        return mcp.PodLabels(namespace="own", labels={"app": "own"})

    def allow_from(self, callers):
        self.admitted += 1


@jsii.implements(mcp.IBoundGateway)
class OwnGateway:
    def __init__(self, binding):
        self.binding = binding
        self.added = []

    @property
    def url(self):
        return "https://own.example.com"

    @property
    def data_plane(self):
        return mcp.Callers.namespace("edge")

    def add_target(self, target):
        self.added.append(target.prefix)

    def configuration(self):
        binding = self.binding
        return json.dumps({
            "targets": [[target.prefix, target.address.host, [policy.allowed for policy in target.tools]] for target in binding.targets],
            "routes": [[route.path, route.federated, len(route.targets)] for route in binding.routes],
            "rules": [rule.grant.tools for rule in binding.rules],
            "limits": [[limit.requests, limit.per.to_seconds()] for limit in binding.rate_limit.local_limits],
            "keys": binding.auth.key_hashes,
        })


@jsii.implements(mcp.IGatewayEngine)
class OwnEngine:
    def bind(self, scope, binding):
        self.gateway = OwnGateway(binding)
        ApiObject(scope, "Config", api_version="v1", kind="ConfigMap", metadata={"name": binding.name})
        return self.gateway


class Interfaces(unittest.TestCase):
    def test_a_rule_of_the_house_judges_final_manifests(self):
        scope = chart()
        mcp.Guardrails.of(scope).add(CostCentre())
        mcp.McpServer(scope, "paid", source=image("paid"), labels={"example.com/cost-centre": "12"})
        App.of(scope).synth_yaml()
        mcp.McpServer(scope, "unpaid", source=image("unpaid"))
        with self.assertRaisesRegex(RuntimeError, "test/unpaid: cost-centre: metadata.labels has no cost centre"):
            App.of(scope).synth()

    def test_a_bridge_is_installed_started_and_probed_as_it_says(self):
        scope = chart()
        stdio = mcp.ServerSource.stdio_image(f"ghcr.io/acme/stdio:1.2.3@{DIGEST}", command=["/app/server"], bridge=OwnBridge())
        mcp.McpServer(scope, "stdio", source=stdio)
        manifests = Testing.synth(scope)
        container = find(manifests, "Deployment")["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["args"], ["/opt/mcp/bridge/main.js", "/app/server"])
        self.assertEqual(container["readinessProbe"]["httpGet"], {"path": "/alive", "port": 9000})
        self.assertEqual(container["resources"]["limits"]["memory"], "100Mi")
        self.assertEqual(find(manifests, "ConfigMap")["data"], {"etc.own.config": "port: 8080\n"})

    def test_a_secret_store_is_named_in_the_external_secret(self):
        scope = chart()
        mcp.McpServer(scope, "notes", source=image("notes"), secrets={"TOKEN": mcp.SecretSource.from_store(OwnStore(), key="notes")})
        self.assertEqual(find(Testing.synth(scope), "ExternalSecret")["spec"]["secretStoreRef"], {"kind": "ClusterSecretStore", "name": "ours"})

    def test_an_engine_learns_of_servers_of_any_class(self):
        scope = chart()
        notes = mcp.McpServer(scope, "notes", source=image("notes"), tools=mcp.ToolPolicy.allow("get_*", "search"))
        own, engine, keys = OwnEndpoint(scope, "own"), OwnEngine(), {"planner": "a" * 64}
        gateway = mcp.McpGateway(
            scope, "gateway", servers=[notes, own], engine=engine, auth=mcp.GatewayAuth.api_keys(keys),
            authorization=[mcp.ToolRule.allow(servers=[notes], tools=["get_*"])],
            rate_limit=mcp.RateLimit.local(requests=10, per=Duration.seconds(1)))
        Testing.synth(scope)
        self.assertEqual(gateway.url, "https://own.example.com/mcp")
        self.assertEqual((engine.gateway.added, own.admitted), (["notes", "own"], 1))
        self.assertEqual(json.loads(engine.gateway.configuration()), {
            "targets": [["notes", "notes.mcp-tools.svc.cluster.local", [["get_*", "search"]]], ["own", "own.own.svc", []]],
            "routes": [["/mcp", True, 2]], "rules": [["get_*"]], "limits": [[10, 1]], "keys": keys,
        })


class Values(unittest.TestCase):
    def test_all_problems_come_in_one_error_without_credentials(self):
        token = "ghp_" + "a" * 36
        with self.assertRaises(RuntimeError) as caught:
            mcp.McpServer(chart(), "x", source=mcp.ServerSource.image("grafana:latest", port=80, sessions=mcp.Sessions.NONE), env={"T": token})
        for part in ("test/x: ", "source.image must be", "source.port must be", "env.T looks like"):
            self.assertIn(part, str(caught.exception))
        self.assertNotIn(token, str(caught.exception))

    def test_a_patch_that_weakens_hardening_fails_synth(self):
        scope = chart()
        server = mcp.McpServer(scope, "notes", source=image("notes"))
        server.deployment.add_json_patch(JsonPatch.replace("/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem", False))
        with self.assertRaisesRegex(RuntimeError, "read-only-root"):
            App.of(scope).synth()

    def test_chained_values_and_structs_of_cdk8s_plus_are_taken(self):
        scope = chart()
        mcp.McpServer(
            scope, "notes", source=image("notes"),
            egress=[mcp.Egress.to_hosts("a.example.com", "b.example.com").on_ports(443, 8443)],
            resources=mcp.ServerResources(cpu=kplus.CpuResources(request=kplus.Cpu.millis(250)), memory={"request": Size.mebibytes(300)}),
            hardening=mcp.Hardening.restricted().with_writable_root("the vendor writes beside its program"))
        container = find(Testing.synth(scope), "Deployment")["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual((container["resources"]["requests"]["cpu"], container["resources"]["requests"]["memory"]), ("250m", "300Mi"))
        self.assertFalse(container["securityContext"]["readOnlyRootFilesystem"])

    def test_a_server_is_a_selector_and_a_peer_for_cdk8s_plus(self):
        scope = chart()
        server = mcp.McpServer(scope, "notes", source=image("notes"))
        kplus.NetworkPolicy(scope, "agents", selector=server)
        agent = kplus.Pods.select(scope, "Agents", labels={"app": "agent"})
        server.allow_from(mcp.Callers.from_peer(agent))
        policies = [manifest["spec"] for manifest in Testing.synth(scope) if manifest["kind"] == "NetworkPolicy"]
        self.assertTrue(all(spec["podSelector"]["matchLabels"] == server.selector_labels for spec in policies))
        self.assertIn({"app": "agent"}, [peer["podSelector"]["matchLabels"] for peer in policies[0]["ingress"][0]["from"]])

    def test_reports_and_imports_can_be_read(self):
        scope = chart()
        mcp.McpServer(scope, "notes", source=image("notes"))
        self.assertEqual(json.loads(mcp.McpReport.of(scope).to_json())["servers"][0]["name"], "notes")
        text = json.dumps({"mcpServers": {"memory": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory@2026.8.31"]}}})
        imported = mcp.McpImport.detect(text)
        self.assertIn("@modelcontextprotocol/server-memory@2026.8.31", imported.to_yaml())
        self.assertTrue(imported.losses and all(isinstance(loss.outcome, mcp.ImportOutcome) for loss in imported.losses))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    print(f"ran {result.testsRun} tests")
    sys.exit(not result.wasSuccessful())
