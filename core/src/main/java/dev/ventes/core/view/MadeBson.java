package dev.ventes.core.view;

import dev.ventes.core.log.Op;
import java.time.Instant;
import java.util.Optional;
import org.bson.BsonReader;
import org.bson.BsonWriter;

/** The change that made a version, as elements of the document that has the version. */
final class MadeBson {
    private MadeBson() {}

    /** @param source the version's: where it says where the change was made, that is not said twice */
    static void write(BsonWriter bson, Sync.Made made, Sync.Source source) {
        bson.writeString("op", made.op().code());
        if (made.from() != source) {
            bson.writeString("from", made.from().label());
        }
        made.by().ifPresent(by -> bson.writeString("by", by));
        bson.writeString("event", made.eventId());
        bson.writeDateTime("made", made.at().toEpochMilli());
        bson.writeDateTime("logged", made.loggedAt().toEpochMilli());
    }

    /** Filled while the BSON streams by. */
    static final class Reading {
        /** Where it is not said, nothing is known of what was before. */
        private Op op = Op.READ;

        private Optional<Sync.Source> from = Optional.empty();
        private Optional<String> by = Optional.empty();
        private String event = "";
        private Instant at = Instant.EPOCH;
        private Instant logged = Instant.EPOCH;

        /** Reads the element if it is one of these; whether it is. */
        boolean take(String name, BsonReader bson) {
            switch (name) {
                case "op" -> op = Op.of(bson.readString()).orElse(Op.READ);
                case "from" -> from = Optional.of(Sync.Source.of(bson.readString()));
                case "by" -> by = Optional.of(bson.readString());
                case "event" -> event = bson.readString();
                case "made" -> at = Instant.ofEpochMilli(bson.readDateTime());
                case "logged" -> logged = Instant.ofEpochMilli(bson.readDateTime());
                default -> {
                    return false;
                }
            }
            return true;
        }

        Sync.Made in(Sync.Source source) {
            return new Sync.Made(op, from.orElse(source), by, event, at, logged);
        }
    }
}
