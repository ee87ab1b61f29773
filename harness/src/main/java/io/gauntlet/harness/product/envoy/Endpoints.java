package io.gauntlet.harness.product.envoy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Pool;

/** The endpoints of the pool as Envoy discovers them (a {@code DiscoveryResponse} with a {@code ClusterLoadAssignment}). */
final class Endpoints {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Endpoints() {}

    static String json(Pool pool, String version) {
        var response = JSON.createObjectNode().put("version_info", version);
        var assignment = response.putArray("resources")
                .addObject()
                .put("@type", "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment")
                .put("cluster_name", "pool");
        var endpoints = assignment.putArray("endpoints").addObject().putArray("lb_endpoints");
        pool.members().forEach(member -> write(member, endpoints.addObject()));
        return response.toPrettyString();
    }

    private static void write(Member member, ObjectNode json) {
        var endpoint = json.putObject("endpoint").put("hostname", member.id());
        endpoint.putObject("address")
                .putObject("socket_address")
                .put("address", member.host())
                .put("port_value", member.port());
        json.put("health_status", member.draining() ? "DRAINING" : "UNKNOWN");
        json.put("load_balancing_weight", member.weight());
    }
}
