package io.gauntlet.backends.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.BehaviourJson;
import io.gauntlet.backends.database.DatabaseServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written about the API and the behaviours, against what there is. */
class DescriptionTest {

    @Test
    void everyRouteIsDescribedAndNoOther() throws Exception {
        ControlApi api = new ControlApi(new ControlSurface(List.of(), () -> {}, Optional.empty()));
        List<Route> routes = new ArrayList<>(api.routes().all());
        try (DatabaseServer database =
                DatabaseServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            routes.addAll(DatabaseApi.routes(database).all());
        }
        JsonNode paths = new YAMLMapper()
                .readTree(
                        api.routes().answer("GET", "/openapi.yaml", new byte[0]).body())
                .get("paths");
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            path.getValue().fieldNames().forEachRemaining(method -> {
                if (!method.equals("parameters")) {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            });
        }
        assertThat(routes.stream()
                        .map(route -> route.method() + " " + route.path())
                        .collect(Collectors.toSet()))
                .isEqualTo(described);
    }

    @Test
    void theReadmeTellsEveryKeyOfABehaviourAndNoOther() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| behaviour key |"));
        table = table.substring(0, table.indexOf("\n\n"));
        Set<String> told = Pattern.compile("(?m)^\\| ([^|]+) \\|")
                .matcher(table)
                .results()
                .map(row -> row.group(1))
                .flatMap(cell -> Pattern.compile("`([A-Za-z0-9]+)[A-Za-z0-9.]*`")
                        .matcher(cell)
                        .results()
                        .map((MatchResult key) -> key.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        ObjectNode all = BehaviourJson.write(Behaviour.defaults());
        Set<String> keys = new TreeSet<>();
        all.fieldNames().forEachRemaining(keys::add);
        assertThat(told).isEqualTo(keys);
    }
}
