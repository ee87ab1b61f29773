package io.gauntlet.lb.discovery;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a response has to say to its question.
 *
 * @param records of the type that was asked for, of the name or of what it is an alias of
 * @param alias of what the name is an alias, where the response does not say more of that
 * @param ttl the least of all that was made use of, in seconds
 */
record DnsSaid<T>(List<T> records, Optional<String> alias, OptionalLong ttl) {
    DnsSaid {
        records = List.copyOf(records);
    }

    /** Reads a response while it is there; what does not belong to the question is left aside. */
    static <T> DnsSaid<T> of(DnsQuestion question, DnsResponse response, Function<DnsRawRecord, Optional<T>> reader) {
        List<DnsRawRecord> answers = new ArrayList<>();
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            if (response.recordAt(DnsSection.ANSWER, i) instanceof DnsRawRecord raw) {
                answers.add(raw);
            }
        }
        Map<String, DnsRawRecord> aliases = new HashMap<>();
        answers.stream()
                .filter(each -> each.type().equals(DnsRecordType.CNAME))
                .forEach(each -> aliases.putIfAbsent(lower(each.name()), each));
        long ttl = Long.MAX_VALUE;
        String name = lower(question.name());
        // Taken out one by one, so that a circle has an end.
        for (DnsRawRecord alias = aliases.remove(name); alias != null; alias = aliases.remove(name)) {
            ttl = Math.min(ttl, alias.timeToLive());
            name = lower(target(alias));
        }
        List<T> records = new ArrayList<>();
        for (DnsRawRecord each : answers) {
            if (each.type().equals(question.type()) && lower(each.name()).equals(name)) {
                ttl = Math.min(ttl, each.timeToLive());
                reader.apply(each).ifPresent(records::add);
            }
        }
        boolean leads = records.isEmpty() && !name.equals(lower(question.name()));
        return new DnsSaid<>(
                records,
                leads ? Optional.of(name) : Optional.empty(),
                ttl == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, ttl)));
    }

    private static String target(DnsRawRecord alias) {
        try {
            return DefaultDnsRecordDecoder.decodeName(alias.content().duplicate());
        } catch (CorruptedFrameException e) {
            return ".";
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
