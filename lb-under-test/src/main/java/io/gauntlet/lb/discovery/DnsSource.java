package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.DiscoveryConfig.DnsRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Names and services of the domain name system: all A and AAAA records of a name, or of the targets of its SRV records (RFC
 * 2782), of which only those of the first priority are used.
 *
 * <p>One question without an answer makes the whole round one without an answer: half of a pool is not the pool.
 */
final class DnsSource implements Source {
    private static final int ADDRESS_BYTES = 4;
    private static final int ADDRESS_6_BYTES = 16;
    private static final int SRV_FIELDS_BYTES = 6;
    /** Targets that are looked up at once. */
    private static final int ABREAST = 32;
    /** When nothing was found, nothing says for how long that is so. */
    private static final Duration NOTHING_TTL = Duration.ofSeconds(5);

    private final DnsRegistry registry;
    private final DnsResolution resolution;
    private final Backoff backoff;

    DnsSource(DnsRegistry registry, DnsResolution resolution, Backoff backoff) {
        this.registry = registry;
        this.resolution = resolution;
        this.backoff = backoff;
    }

    @Override
    public Answer ask(int most) throws IOException, InterruptedException {
        resolution.begin();
        List<Answer.Entry> entries = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        if (registry.port().isPresent()) {
            for (String host : hosts(registry.name()).await()) {
                entries.add(entry(host, registry.port().get(), 1));
            }
        } else {
            services(most, entries, unusable);
        }
        if (entries.size() > most) {
            throw new IOException(entries.size() + " addresses (expected: at most " + most + ")");
        }
        // Servers rotate their records, which is no change.
        entries.sort(Comparator.comparing(Answer.Entry::id));
        return new Answer(
                entries, unusable, registry.ttl().within(resolution.ttl().orElse(NOTHING_TTL)));
    }

    private void services(int most, List<Answer.Entry> entries, List<String> unusable)
            throws IOException, InterruptedException {
        List<Service> all = DnsResolution.await(resolution.ask(registry.name(), DnsRecordType.SRV, DnsSource::service));
        if (all.size() > most) {
            throw new IOException(all.size() + " SRV records (expected: at most " + most + ")");
        }
        int first = all.stream().mapToInt(Service::priority).min().orElse(0);
        // A target of "." says that the service is not to be had.
        List<Service> services = all.stream()
                .filter(service ->
                        service.priority() == first && !service.target().equals("."))
                .distinct()
                .toList();
        Map<String, List<String>> addresses =
                addresses(services.stream().map(Service::target).distinct().toList());
        for (Service service : services) {
            List<String> hosts = addresses.getOrDefault(service.target(), List.of());
            if (hosts.isEmpty()) {
                unusable.add("'" + service.target() + ":" + service.port() + "': no such host");
            }
            hosts.forEach(host -> entries.add(entry(host, service.port(), service.weight())));
        }
    }

    private Map<String, List<String>> addresses(List<String> targets) throws IOException, InterruptedException {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        for (int begin = 0; begin < targets.size(); begin += ABREAST) {
            Map<String, Hosts> asked = new LinkedHashMap<>();
            for (String target : targets.subList(begin, Math.min(targets.size(), begin + ABREAST))) {
                asked.put(target, hosts(target));
            }
            for (Map.Entry<String, Hosts> each : asked.entrySet()) {
                addresses.put(each.getKey(), each.getValue().await());
            }
        }
        return addresses;
    }

    private Hosts hosts(String name) {
        return new Hosts(
                resolution.ask(name, DnsRecordType.A, raw -> host(raw, ADDRESS_BYTES)),
                resolution.ask(name, DnsRecordType.AAAA, raw -> host(raw, ADDRESS_6_BYTES)));
    }

    private static Answer.Entry entry(String host, int port, int weight) {
        return new Answer.Entry(Ids.ofAddress(host, port), host, port, weight);
    }

    private static Optional<String> host(DnsRawRecord raw, int length) {
        ByteBuf content = raw.content();
        if (content.readableBytes() != length) {
            return Optional.empty();
        }
        byte[] address = new byte[length];
        content.getBytes(content.readerIndex(), address);
        try {
            return Optional.of(InetAddress.getByAddress(address).getHostAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }

    private static Optional<Service> service(DnsRawRecord raw) {
        // A copy of the indexes: a compressed name leads back into the message.
        ByteBuf content = raw.content().duplicate();
        if (content.readableBytes() <= SRV_FIELDS_BYTES) {
            return Optional.empty();
        }
        int priority = content.readUnsignedShort();
        int weight = content.readUnsignedShort();
        int port = content.readUnsignedShort();
        try {
            return Optional.of(new Service(priority, weight, port, DefaultDnsRecordDecoder.decodeName(content)));
        } catch (CorruptedFrameException e) {
            return Optional.empty();
        }
    }

    @Override
    public Duration pause(int failures) {
        return backoff.after(failures);
    }

    @Override
    public void close() {
        resolution.close();
    }

    @Override
    public String toString() {
        return "dns " + registry.name()
                + registry.server().map(server -> " at " + server).orElse("");
    }

    /** One SRV record. */
    private record Service(int priority, int weight, int port, String target) {}

    /** The addresses of one name, both kinds asked for at once. */
    private record Hosts(CompletableFuture<List<String>> four, CompletableFuture<List<String>> six) {
        List<String> await() throws IOException, InterruptedException {
            List<String> all = new ArrayList<>(DnsResolution.await(four));
            all.addAll(DnsResolution.await(six));
            return all.stream().distinct().toList();
        }
    }
}
