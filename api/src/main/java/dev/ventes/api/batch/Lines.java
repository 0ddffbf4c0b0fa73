package dev.ventes.api.batch;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a body into operations while it comes in: the lines of NDJSON, or the elements of a JSON array. What is within them
 * is not looked at. Holds one operation at most, up to a length. One thread.
 */
final class Lines {
    private final boolean array;
    private final int longest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private List<Line> found = new ArrayList<>();
    private long number = 1;
    private boolean tooLong;
    private boolean list;

    private State state;
    /** Within an element of an array. */
    private int depth;

    private boolean inString;
    private boolean escaped;

    /** Where one is, of an array. NDJSON is always within its lines. */
    private enum State {
        BEFORE_ARRAY,
        BEFORE_FIRST,
        BEFORE_ELEMENT,
        ELEMENT,
        AFTER_ARRAY,
        LOST
    }

    /** Whether this is a list, as far as one can tell yet: one that is not never will be. */
    boolean isList() {
        return list;
    }

    private Lines(boolean array, int longest) {
        this.array = array;
        this.list = !array;
        this.longest = longest;
        this.state = array ? State.BEFORE_ARRAY : State.ELEMENT;
    }

    static Lines ofNdjson(int longest) {
        return new Lines(false, longest);
    }

    /** Each element of the array counts as a line. */
    static Lines ofArray(int longest) {
        return new Lines(true, longest);
    }

    /** What these bytes complete. */
    List<Line> feed(Buffer bytes) {
        for (var i = 0; i < bytes.length(); i++) {
            if (array) {
                element(bytes.getByte(i));
            } else {
                plain(bytes.getByte(i));
            }
        }
        return take();
    }

    /** What the end of the body completes. */
    List<Line> end() {
        if (!array) {
            complete();
        } else if (state != State.AFTER_ARRAY && state != State.LOST) {
            lose();
        }
        return take();
    }

    private List<Line> take() {
        var taken = found;
        found = new ArrayList<>();
        return taken;
    }

    private void plain(byte next) {
        if (next == '\n') {
            complete();
            number++;
        } else {
            add(next);
        }
    }

    private void element(byte next) {
        switch (state) {
            case BEFORE_ARRAY -> {
                if (next == '[') {
                    state = State.BEFORE_FIRST;
                    list = true;
                } else if (!isBlank(next)) {
                    lose();
                }
            }
            case BEFORE_FIRST, BEFORE_ELEMENT -> {
                if (next == ']' && state == State.BEFORE_FIRST) {
                    state = State.AFTER_ARRAY;
                } else if (next == ',' || next == ']') {
                    lose();
                } else if (!isBlank(next)) {
                    state = State.ELEMENT;
                    within(next);
                }
            }
            case ELEMENT -> within(next);
            case AFTER_ARRAY -> {
                if (!isBlank(next)) {
                    lose();
                }
            }
            case LOST -> {}
        }
    }

    private void within(byte next) {
        if (!inString && depth == 0 && (next == ',' || next == ']')) {
            complete();
            number++;
            state = next == ',' ? State.BEFORE_ELEMENT : State.AFTER_ARRAY;
            return;
        }
        add(next);
        if (inString) {
            inString = escaped || next != '"';
            escaped = !escaped && next == '\\';
        } else {
            switch (next) {
                case '"' -> inString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        }
    }

    private void add(byte next) {
        if (line.size() < longest) {
            line.write(next);
        } else {
            tooLong = true;
        }
    }

    private void complete() {
        if (tooLong) {
            found.add(Line.of(number, Line.Fault.TOO_LONG));
        } else {
            var bytes = line.toByteArray();
            if (!isBlank(bytes)) {
                found.add(Line.of(number, Buffer.buffer(bytes)));
            }
        }
        line.reset();
        tooLong = false;
    }

    private void lose() {
        state = State.LOST;
        found.add(Line.of(number, Line.Fault.NO_ARRAY));
    }

    private static boolean isBlank(byte[] bytes) {
        for (var next : bytes) {
            if (!isBlank(next)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte next) {
        return next == ' ' || next == '\t' || next == '\r' || next == '\n';
    }
}
