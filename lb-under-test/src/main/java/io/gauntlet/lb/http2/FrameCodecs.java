package io.gauntlet.lb.http2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/** Netty's codec for the frames of a connection, with the limits that keep it from costing more than it may. Stateless. */
public final class FrameCodecs {
    /** Of content that nobody has taken yet (RFC 9113 section 6.9.2), in bytes. */
    private static final int STREAM_WINDOW = 65_535;

    private static final int MAX_CLIENT_HEAD = 16 * 1024;
    private static final int MAX_BACKEND_HEAD = 64 * 1024;

    /** Streams that a client may reset in a window: each may have cost a connection to a backend (CVE-2023-44487). */
    private static final int MAX_RESETS = 200;

    /** Streams that we may reset in a window, at fault of clients (CVE-2025-8671) or of backends. */
    private static final int MAX_OWN_RESETS = 2000;

    private static final int RESET_WINDOW_SECONDS = 5;

    private FrameCodecs() {}

    /** For a connection with a client, which may have so many requests at once on it. */
    public static Http2FrameCodec forClient(int maxStreams) {
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(maxStreams)
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(MAX_CLIENT_HEAD))
                .validateRequiredPseudoHeaders(true)
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(MAX_OWN_RESETS, RESET_WINDOW_SECONDS)
                // Who closes a connection has waited for its streams, or has no time to.
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    /** For a connection to a backend. */
    public static Http2FrameCodec forBackend() {
        return Http2FrameCodecBuilder.forClient()
                .initialSettings(new Http2Settings()
                        .pushEnabled(false)
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(MAX_BACKEND_HEAD))
                .validateRequiredPseudoHeaders(true)
                // A backend is not feared as clients are, and theirs may well reset one stream after the other.
                .decoderEnforceMaxRstFramesPerWindow(0, RESET_WINDOW_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(0, RESET_WINDOW_SECONDS)
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    /**
     * Lets so many streams fill their windows without holding up the others of their connection: of a hundred, one slow
     * reader would else be enough. To be called once the connection is there.
     */
    public static void widen(Http2FrameCodec codec, int streams) throws Http2Exception {
        Http2Connection connection = codec.connection();
        connection
                .local()
                .flowController()
                .incrementWindowSize(connection.connectionStream(), (streams - 1) * STREAM_WINDOW);
    }
}
