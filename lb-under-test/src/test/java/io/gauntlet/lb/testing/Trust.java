package io.gauntlet.lb.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How a client of a test speaks TLS.
 *
 * @param name of the host that it asks for, or nothing
 * @param protocols of the application that it offers
 */
public record Trust(SSLContext context, String name, List<String> versions, List<String> protocols) {
    public static Trust in(SSLContext context, String name) {
        return new Trust(context, name, List.of("TLSv1.2", "TLSv1.3"), List.of());
    }

    public Trust with(String... others) {
        return new Trust(context, name, List.of(others), protocols);
    }

    public Trust offering(String... others) {
        return new Trust(context, name, versions, List.of(others));
    }

    SSLSocket client(Socket plain, InetSocketAddress address) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, address.getAddress().getHostAddress(), address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(versions.toArray(String[]::new));
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        return socket;
    }
}
