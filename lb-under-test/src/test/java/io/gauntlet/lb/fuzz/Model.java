package io.gauntlet.lb.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is to be understood in the bytes of one connection.
 *
 * @param requests those that are whole, up to what is malformed or not there, or up to the first that closes the connection
 * @param ending how it goes on after them
 */
record Model(List<Request> requests, Ending ending) {
    enum Ending {
        /** Nothing follows. */
        CLEAN,
        /** The last request closes the connection. */
        CLOSED,
        /** The rest is missing. */
        CUT,
        /** What follows is no request. */
        MALFORMED
    }

    static Model of(String bytes) {
        List<Request> requests = new ArrayList<>();
        var reader = StrictReader.generous(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        try {
            while (true) {
                Request request = reader.read();
                requests.add(request);
                if (request.closes()) {
                    return new Model(requests, Ending.CLOSED);
                }
            }
        } catch (StrictReader.EndException e) {
            return new Model(requests, e.between() ? Ending.CLEAN : Ending.CUT);
        } catch (IOException e) {
            return new Model(requests, Ending.MALFORMED);
        }
    }
}
