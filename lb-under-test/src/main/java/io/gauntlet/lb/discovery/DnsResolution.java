package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.DiscoveryConfig.DnsRegistry;
import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers, one after the other until one answers, over UDP and where an answer does not fit over TCP. Keeps nothing
 * of what they said but for how long it is good: the resolver's own way to follow aliases does not tell that of theirs. Used
 * by one thread; the questions are carried by an event loop.
 */
final class DnsResolution implements AutoCloseable {
    /** What passes everywhere without being fragmented (dnsflagday.net/2020). */
    private static final int MAX_PAYLOAD = 1232;

    private static final int MAX_ALIASES = 8;
    private static final long NOTHING_SAID = Long.MAX_VALUE;

    private final DnsRegistry registry;
    private final Network network;
    private final AtomicLong leastTtl = new AtomicLong(NOTHING_SAID);
    private @Nullable DnsNameResolver resolver;

    DnsResolution(DnsRegistry registry, Network network) {
        this.registry = registry;
        this.network = network;
    }

    /** Forgets how long earlier answers were good. */
    void begin() {
        leastTtl.set(NOTHING_SAID);
    }

    /** The least time to live of all that was said since the beginning, aliases included. */
    Optional<Duration> ttl() {
        long seconds = leastTtl.get();
        return seconds == NOTHING_SAID ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    /**
     * Asks for the records of one type.
     *
     * @param reader makes something of a record, or nothing of one that is malformed; on the event loop
     * @return is done with what was made, none of it where there is no such record, or fails when there is no answer
     */
    <T> CompletableFuture<List<T>> ask(String name, DnsRecordType type, Function<DnsRawRecord, Optional<T>> reader) {
        return new Inquiry<>(resolver(), type, reader).follow(name, MAX_ALIASES);
    }

    /** Waits for an answer. */
    static <T> List<T> await(CompletableFuture<List<T>> answer) throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("no answer: " + cause.getMessage(), cause);
        }
    }

    private DnsNameResolver resolver() {
        @Nullable DnsNameResolver made = resolver;
        if (made == null) {
            made = new DnsNameResolverBuilder(network.loop())
                    .datagramChannelType(network.datagrams())
                    .socketChannelType(network.streams())
                    .queryTimeoutMillis(registry.timeout().toMillis())
                    .maxPayloadSize(MAX_PAYLOAD)
                    .resolveCache(NoopDnsCache.INSTANCE)
                    .cnameCache(NoopDnsCnameCache.INSTANCE)
                    .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                    .build();
            resolver = made;
        }
        return made;
    }

    private List<InetSocketAddress> servers(String name) {
        if (registry.server().isPresent()) {
            return registry.server().map(Address::resolve).stream().toList();
        }
        DnsServerAddressStream stream =
                DnsServerAddressStreamProviders.platformDefault().nameServerAddressStream(name);
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            servers.add(stream.next());
        }
        return servers;
    }

    @Override
    public void close() {
        if (resolver != null) {
            resolver.close();
        }
    }

    /** One question, put to each server until one answers, and put again where the answer is an alias. */
    private final class Inquiry<T> {
        private final DnsNameResolver asked;
        private final DnsRecordType type;
        private final Function<DnsRawRecord, Optional<T>> reader;

        Inquiry(DnsNameResolver asked, DnsRecordType type, Function<DnsRawRecord, Optional<T>> reader) {
            this.asked = asked;
            this.type = type;
            this.reader = reader;
        }

        CompletableFuture<List<T>> follow(String name, int aliases) {
            var said = new CompletableFuture<DnsSaid<T>>();
            Iterator<InetSocketAddress> servers = servers(name).iterator();
            var question = new DefaultDnsQuestion(name, type);
            network.loop().execute(() -> ask(question, servers, "there is no name server", said));
            return said.thenCompose(answer -> {
                answer.ttl().ifPresent(ttl -> leastTtl.accumulateAndGet(ttl, Math::min));
                // A server that does not look further itself says the alias alone.
                return answer.alias().isPresent() && aliases > 0
                        ? follow(answer.alias().get(), aliases - 1)
                        : CompletableFuture.completedFuture(answer.records());
            });
        }

        private void ask(
                DnsQuestion question,
                Iterator<InetSocketAddress> servers,
                String failure,
                CompletableFuture<DnsSaid<T>> said) {
            if (!servers.hasNext()) {
                said.completeExceptionally(new IOException(failure));
                return;
            }
            InetSocketAddress server = servers.next();
            var unused = asked.query(server, question)
                    .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> future) -> {
                        if (future.isSuccess()) {
                            answered(question, servers, future.getNow(), said);
                        } else {
                            ask(question, servers, String.valueOf(future.cause().getMessage()), said);
                        }
                    });
        }

        private void answered(
                DnsQuestion question,
                Iterator<InetSocketAddress> servers,
                AddressedEnvelope<DnsResponse, InetSocketAddress> envelope,
                CompletableFuture<DnsSaid<T>> said) {
            DnsResponseCode code = envelope.content().code();
            try {
                if (code.equals(DnsResponseCode.NOERROR) || code.equals(DnsResponseCode.NXDOMAIN)) {
                    said.complete(DnsSaid.of(question, envelope.content(), reader));
                    return;
                }
            } catch (RuntimeException e) {
                said.completeExceptionally(e);
                return;
            } finally {
                envelope.release();
            }
            ask(question, servers, type.name() + " " + question.name() + ": " + code, said);
        }
    }
}
