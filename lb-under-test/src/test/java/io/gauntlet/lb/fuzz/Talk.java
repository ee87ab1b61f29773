package io.gauntlet.lb.fuzz;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection of a client, and what is to be understood of what it says.
 *
 * @param number which one it is; gives it an address of its own
 * @param right whether nothing in it is wrong
 * @param text each byte a character
 */
record Talk(int number, boolean right, String text, Model model) {
    /** The talk of this number; the same for the same seed, however often it is asked for. */
    static Talk of(long seed, int number) {
        var generator = new Generator(seed * 1_000_003 + number);
        String text = generator.requests(5);
        boolean right = generator.chance(25);
        String said = right ? text : generator.mutate(text);
        return new Talk(number, right, said, Model.of(said));
    }

    /** The address that the balancer sees it come from. */
    String client() {
        return "127." + (1 + (number >> 16)) + "." + ((number >> 8) & 255) + "." + (number & 255);
    }

    /** What came back. */
    record Heard(List<String> answers, int refusal, List<String> complaints) {}

    Heard play(InetSocketAddress balancer, long seed) {
        List<String> answers = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        int refusal = 0;
        try (RawClient client = RawClient.connect(balancer, InetAddress.getByName(client()))) {
            say(client, new Generator(seed + number));
            while (refusal == 0 && answers.size() < model.requests().size()) {
                Request request = model.requests().get(answers.size());
                boolean head = request.method().equals("HEAD");
                Message answer = head ? client.readToHead() : client.read();
                if (answer.status() == 200) {
                    answers.add(head ? request.essence() : answer.text());
                } else {
                    refusal = answer.status();
                }
            }
            refusal = refusal == 0 ? end(client, complaints) : refusal;
        } catch (SocketTimeoutException e) {
            complaints.add("it hangs after " + answers.size() + " answers");
        } catch (IOException e) {
            // The balancer had enough of it.
            if (right) {
                complaints.add("broken off after " + answers.size() + " answers: " + e.getMessage());
            }
        }
        return new Heard(answers, refusal, complaints);
    }

    private void say(RawClient client, Generator chance) throws IOException {
        client.socket().setTcpNoDelay(true);
        int most = chance.chance(70) ? text.length() : 1 + chance.below(200);
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + Math.max(1, chance.below(most + 1)));
            client.write(text.substring(at, end));
            at = end;
        }
    }

    /** The status of the refusal of what follows the whole requests, if there is to be one; else 0. */
    private int end(RawClient client, List<String> complaints) throws IOException {
        return switch (model.ending()) {
            case CLEAN, CUT -> 0;
            case CLOSED -> {
                if (!client.ended()) {
                    complaints.add("the connection goes on after its last request");
                }
                yield 0;
            }
            case MALFORMED -> {
                int status = client.read().status();
                if (status < 400) {
                    complaints.add("what is malformed is answered by " + status);
                } else if (!client.ended()) {
                    complaints.add("the connection goes on after a " + status);
                }
                yield status;
            }
        };
    }

    @Override
    public String toString() {
        var escaped = new StringBuilder("talk " + number + " (" + client() + "), "
                + model.requests().size() + " requests, then " + model.ending() + ": ");
        text.chars().forEach(c -> escaped.append(escape((char) c)));
        return escaped.toString();
    }

    private static String escape(char c) {
        if (c == '\r') {
            return "\\r";
        }
        if (c == '\n') {
            return "\\n\n";
        }
        return c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\x%02x", (int) c);
    }
}
