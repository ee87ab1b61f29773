package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Dialogues;
import io.gauntlet.harness.experiment.Utterance;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.EventLog;
import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.target.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dialogues over plain sockets, and over TLS where the target wants it. One thread at a time. */
public final class RawDialogues implements Dialogues, AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;

    /** Whoever says nothing for so long has said all. */
    private static final int SILENCE_MILLIS = 600;

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Target target;
    private final EventLog events;
    private final KeptCookies cookies = new KeptCookies();
    private @Nullable ServerSocket witness;

    /** None yet; what is heard goes to {@code events}. */
    public RawDialogues(Target target, EventLog events) {
        this.target = target;
        this.events = events;
    }

    @Override
    public void say(Utterance utterance) {
        if (utterance.clients() == 0) {
            say(utterance, 0, Optional.empty());
        }
        for (int client = 0; client < utterance.clients(); client++) {
            say(utterance, client, Optional.of(LoopbackClients.address(client)));
        }
    }

    private void say(Utterance utterance, int client, Optional<InetAddress> from) {
        var url = target.url();
        try (var socket = connect(url, from)) {
            events.add(Actions.CLIENT, Heard.SPEAKS, url.getScheme());
            for (int part = 0; part < utterance.parts().size(); part++) {
                var text = filled(utterance.parts().get(part).replace(Utterance.SPEAKER, "" + client), url);
                var heard = exchange(socket, utterance, part, text);
                events.add(Actions.CLIENT, Heard.EVENT, heard.detail());
                cookies.keep(heard);
                if (heard.end() != Heard.End.OPEN) {
                    return;
                }
            }
        } catch (IOException e) {
            var heard = new Heard(utterance.name(), 0, Heard.End.REFUSED, "");
            events.add(Actions.CLIENT, Heard.EVENT, heard.detail());
        }
    }

    private static int port(URI url) {
        boolean tls = url.getScheme().equals("https");
        return url.getPort() >= 0 ? url.getPort() : tls ? HTTPS : HTTP;
    }

    /** A socket to the target, over TLS where it wants it, from this address where one is wanted. */
    static Socket connect(URI url, Optional<InetAddress> from) throws IOException {
        var plain = new Socket();
        try {
            if (from.isPresent()) {
                plain.bind(new InetSocketAddress(from.get(), 0));
            }
            plain.connect(new InetSocketAddress(url.getHost(), port(url)), CONNECT_MILLIS);
            plain.setSoTimeout(SILENCE_MILLIS);
            return url.getScheme().equals("https")
                    ? Tls.sockets().createSocket(plain, url.getHost(), port(url), true)
                    : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private String filled(String text, URI url) {
        var path = target.application().path().orElse("/");
        var filled = text.replace(Utterance.HOST, url.getHost() + ":" + port(url))
                .replace(Utterance.PATH, path)
                .replace(Utterance.COOKIES, cookies.field());
        return filled.contains(Utterance.WITNESS) ? filled.replace(Utterance.WITNESS, witness()) : filled;
    }

    private static Heard exchange(Socket socket, Utterance utterance, int part, String text) {
        boolean broken = say(socket, text);
        var heard = new ByteArrayOutputStream();
        var end = Heard.End.OPEN;
        try {
            var buffer = new byte[Heard.MOST_BYTES];
            while (heard.size() < Heard.MOST_BYTES && !over(heard, utterance.answer())) {
                int count = socket.getInputStream().read(buffer, 0, Heard.MOST_BYTES - heard.size());
                if (count < 0) {
                    end = broken ? Heard.End.RESET : Heard.End.CLOSED;
                    break;
                }
                heard.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            end = Heard.End.OPEN;
        } catch (IOException e) {
            end = Heard.End.RESET;
        }
        return new Heard(utterance.name(), part, end, heard.toString(StandardCharsets.ISO_8859_1));
    }

    private static boolean over(ByteArrayOutputStream heard, Utterance.Answer answer) {
        return answer == Utterance.Answer.ENDS_AS_IT_SAYS && Heard.whole(heard.toString(StandardCharsets.ISO_8859_1));
    }

    /** Whether it could not be said to the end. */
    private static boolean say(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return false;
        } catch (IOException e) {
            // Whoever refuses early may close early; the answer may be there all the same.
            return true;
        }
    }

    /** Where the witness listens, who says when anybody comes. */
    private String witness() {
        var listening = witness;
        if (listening == null) {
            try {
                listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new RigException("the witness cannot listen: " + e.getMessage(), e);
            }
            witness = listening;
            var server = listening;
            var thread = new Thread(() -> watch(server), "witness");
            thread.setDaemon(true);
            thread.start();
        }
        return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    private void watch(ServerSocket server) {
        while (!server.isClosed()) {
            try (var visitor = server.accept()) {
                events.add(Actions.WITNESS, Actions.CALLED, String.valueOf(visitor.getRemoteSocketAddress()));
            } catch (IOException e) {
                // Closed, or a visitor that was gone again.
            }
        }
    }

    @Override
    public void close() {
        if (witness != null) {
            try {
                witness.close();
            } catch (IOException e) {
                // It ends either way.
            }
        }
    }
}
