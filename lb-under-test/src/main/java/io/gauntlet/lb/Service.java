package io.gauntlet.lb;

import io.gauntlet.lb.observe.LogSetup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A balancer as a process: ready line, signals (SIGTERM stops, SIGHUP reloads), exit. */
public final class Service {
    private final boolean exitOnEof;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Service(boolean exitOnEof) {
        this.exitOnEof = exitOnEof;
    }

    /** Serves until SIGTERM, or until the standard input ends if that was asked for; then stops gracefully. */
    public int run(Path file, Assembly assembly) {
        // Looking for leaks samples allocations, which is for tests.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
        LogSetup.toStandardError();
        // What a start leaves behind lives on. Moved aside while nobody waits, it is not in the way of the first
        // collections
        // under traffic, which took 10 to 20 ms each with it, and take 2 without.
        Balancer balancer = Balancer.start(file, assembly, System::gc);
        // What comes of it is in the log.
        HangUp.each(() -> {
            var unused = balancer.reload();
        });
        Thread hook = new Thread(this::stopOnSignal, "signal");
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.println(readyLine(balancer.addresses()));
        System.out.flush();
        if (exitOnEof) {
            Thread reader = new Thread(this::awaitEof, "stdin");
            reader.setDaemon(true);
            reader.start();
        }
        awaitUninterruptibly(asked);
        balancer.close();
        LogSetup.flush();
        stopped.countDown();
        return 0;
    }

    /** A signal that led to a graceful stop is no failure, so the exit status is 0 and not 128 + 15. */
    private void stopOnSignal() {
        boolean signalled = asked.getCount() > 0;
        asked.countDown();
        awaitUninterruptibly(stopped);
        if (signalled) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void awaitEof() {
        try {
            while (System.in.read() >= 0) {
                // What comes is of no interest, only its end is.
            }
        } catch (IOException e) {
            // A broken standard input has ended, too.
        }
        asked.countDown();
    }

    static String readyLine(Map<String, InetSocketAddress> addresses) {
        return addresses.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\":\"" + text(entry.getValue()) + '"')
                .collect(Collectors.joining(",", "{\"ready\":{", "}}"));
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // Nothing but the latch ends a service.
            }
        }
    }
}
