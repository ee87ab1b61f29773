package io.gauntlet.lb.testing;

import io.gauntlet.lb.Assembly;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A balancer with a listener of TCP before server sockets, whose connections a test accepts itself. */
public final class TcpRig implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final List<ServerSocket> servers;
    private final Rig rig;

    private TcpRig(List<ServerSocket> servers, Rig rig) {
        this.servers = servers;
        this.rig = rig;
    }

    /** So many backends b1, b2 and so on, which nobody probes. */
    public static TcpRig start(int count, String... poolKeys) throws IOException {
        return start(Rig.ordered(), count, poolKeys);
    }

    /** Like {@link #start(int, String...)}, of other parts. */
    public static TcpRig start(Assembly assembly, int count, String... poolKeys) throws IOException {
        List<ServerSocket> servers = new ArrayList<>();
        List<String> backends = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            server.setSoTimeout(PATIENCE_MILLIS);
            servers.add(server);
            backends.add("{id: b" + i + ", address: \"127.0.0.1:" + server.getLocalPort() + "\"}");
        }
        List<String> keys = new ArrayList<>(List.of(poolKeys));
        keys.add("listeners: [{name: web, bind: 127.0.0.1:0, protocol: tcp, pool: web}]");
        keys.add("health: {active: {type: none}}");
        keys.add("backends: [" + String.join(", ", backends) + "]");
        return new TcpRig(servers, Rig.start(assembly, List.of(), keys.toArray(String[]::new)));
    }

    public Rig rig() {
        return rig;
    }

    public RawClient client() throws IOException {
        return rig.client();
    }

    /** The next connection that came to a backend. */
    public Socket accept(int backend) throws IOException {
        Socket socket = servers.get(backend).accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Lets a backend take no more connections. */
    public void refuse(int backend) throws IOException {
        servers.get(backend).close();
    }

    /** Whether the metrics have this sample for a backend. */
    public boolean shows(String name, String backend, long value) {
        return rig.metrics()
                .contains("gauntlet_lb_backend_" + name + "{pool=\"web\",backend=\"" + backend + "\"} " + value + "\n");
    }

    @Override
    public void close() throws IOException {
        rig.close();
        for (ServerSocket server : servers) {
            server.close();
        }
    }
}
