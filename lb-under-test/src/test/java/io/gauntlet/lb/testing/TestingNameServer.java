package io.gauntlet.lb.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A name server with a zone that can be changed, on UDP and TCP of one port of the loopback. */
// A write that fails is noticed by whoever waits for the answer.
@SuppressWarnings("FutureReturnValueIgnored")
public final class TestingNameServer implements AutoCloseable {
    /** What fits into an answer over UDP here; a longer one is cut off and says so. */
    private static final int MAX_UDP_RECORDS = 20;

    private static final int PORT_TRIES = 20;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<Key, List<Entry>> zone = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final InetSocketAddress address;
    private volatile DnsResponseCode failure = DnsResponseCode.NOERROR;
    private volatile boolean silent;
    private volatile boolean following = true;

    private record Key(String name, int type) {}

    private record Entry(int ttl, ByteBuf content) {}

    private TestingNameServer() {
        address = bind(PORT_TRIES);
    }

    /** A port that is free for TCP may be taken for UDP. */
    private InetSocketAddress bind(int tries) {
        Channel tcp = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new Tcp());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        ChannelFuture udp = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Udp());
                    }
                })
                .bind(tcp.localAddress())
                .awaitUninterruptibly();
        if (udp.isSuccess()) {
            return (InetSocketAddress) tcp.localAddress();
        }
        tcp.close().syncUninterruptibly();
        if (tries == 1) {
            throw new IllegalStateException("no port is free for both", udp.cause());
        }
        return bind(tries - 1);
    }

    public static TestingNameServer start() {
        return new TestingNameServer();
    }

    public int port() {
        return address.getPort();
    }

    /** Sets all addresses of a name, of either kind. */
    public TestingNameServer addresses(String name, int ttl, String... addresses) {
        List<Entry> four = new ArrayList<>();
        List<Entry> six = new ArrayList<>();
        for (String each : addresses) {
            byte[] bytes = bytes(each);
            (bytes.length == 4 ? four : six).add(new Entry(ttl, Unpooled.wrappedBuffer(bytes)));
        }
        zone.put(new Key(name, DnsRecordType.A.intValue()), List.copyOf(four));
        zone.put(new Key(name, DnsRecordType.AAAA.intValue()), List.copyOf(six));
        return this;
    }

    /** Sets the services of a name, each as priority, weight, port and target. */
    public TestingNameServer services(String name, int ttl, String... services) {
        List<Entry> entries = new ArrayList<>();
        for (String each : services) {
            String[] parts = each.split(" ", 4);
            ByteBuf content = Unpooled.buffer()
                    .writeShort(Integer.parseInt(parts[0]))
                    .writeShort(Integer.parseInt(parts[1]))
                    .writeShort(Integer.parseInt(parts[2]))
                    .writeBytes(name(parts[3]));
            entries.add(new Entry(ttl, content));
        }
        zone.put(new Key(name, DnsRecordType.SRV.intValue()), List.copyOf(entries));
        return this;
    }

    /** Makes a name an alias of another one. */
    public TestingNameServer alias(String name, int ttl, String target) {
        zone.put(new Key(name, DnsRecordType.CNAME.intValue()), List.of(new Entry(ttl, name(target))));
        return this;
    }

    /** Whether an answer tells of an alias what that is an alias of, and its records. */
    public void followingAliases(boolean now) {
        following = now;
    }

    /** Answers everything with this code from now on. */
    public void failing(DnsResponseCode code) {
        failure = code;
    }

    /** Answers nothing from now on, or again. */
    public void silent(boolean now) {
        silent = now;
    }

    /** The questions so far, such as {@code A web.test} or {@code tcp A web.test}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private boolean fill(DnsQuery query, DnsResponse response, int most, String over) {
        DnsQuestion question = query.recordAt(DnsSection.QUESTION);
        String name = question.name().toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        asked.add(over + question.type().name() + " " + name);
        if (silent) {
            return false;
        }
        response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
        response.setRecursionAvailable(true);
        if (!failure.equals(DnsResponseCode.NOERROR)) {
            response.setCode(failure);
            return true;
        }
        List<DnsRecord> answers = answers(question.name(), name, question.type());
        if (answers.isEmpty()
                && zone.keySet().stream().noneMatch(key -> key.name().equals(name))) {
            response.setCode(DnsResponseCode.NXDOMAIN);
        }
        response.setTruncated(answers.size() > most);
        answers.stream().limit(most).forEach(each -> response.addRecord(DnsSection.ANSWER, each));
        return true;
    }

    private List<DnsRecord> answers(String asked, String name, DnsRecordType type) {
        List<DnsRecord> answers = new ArrayList<>();
        String owner = asked;
        String current = name;
        List<Entry> alias = zone.get(new Key(current, DnsRecordType.CNAME.intValue()));
        while (alias != null && answers.size() <= zone.size()) {
            answers.add(record(owner, DnsRecordType.CNAME, alias.get(0)));
            owner = text(alias.get(0).content());
            current = owner.replaceAll("\\.$", "");
            if (!following) {
                return answers;
            }
            alias = zone.get(new Key(current, DnsRecordType.CNAME.intValue()));
        }
        for (Entry each : zone.getOrDefault(new Key(current, type.intValue()), List.of())) {
            answers.add(record(owner, type, each));
        }
        return answers;
    }

    private static DnsRecord record(String owner, DnsRecordType type, Entry entry) {
        return new DefaultDnsRawRecord(owner, type, entry.ttl(), entry.content().retainedDuplicate());
    }

    /** RFC 1035 section 3.1. */
    private static ByteBuf name(String text) {
        ByteBuf name = Unpooled.buffer();
        for (String label : text.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            name.writeByte(bytes.length).writeBytes(bytes);
        }
        return name.writeByte(0);
    }

    private static String text(ByteBuf name) {
        return DefaultDnsRecordDecoder.decodeName(name.duplicate());
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Udp extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
            var response = new DatagramDnsResponse(
                    /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
            if (fill(query, response, MAX_UDP_RECORDS, "")) {
                ctx.writeAndFlush(response);
            } else {
                response.release();
            }
        }
    }

    private final class Tcp extends SimpleChannelInboundHandler<DnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
            var response = new DefaultDnsResponse(query.id());
            if (fill(query, response, Integer.MAX_VALUE, "tcp ")) {
                ctx.writeAndFlush(response);
            } else {
                response.release();
            }
        }
    }
}
