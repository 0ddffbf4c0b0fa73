package dev.ventes.api.progress;

import dev.ventes.api.http.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The time up to which the view has everything.
 *
 * @param text as the header shows it; empty while nothing is known
 */
public record AsOf(Optional<String> text) {
    static final AsOf UNKNOWN = new AsOf(Optional.empty());

    public static AsOf at(Instant time) {
        return new AsOf(Optional.of(time.truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    public Optional<Instant> time() {
        return text.map(Instant::parse);
    }

    public Answer tell(Answer answer) {
        text.ifPresent(time -> answer.with("X-Data-As-Of", time));
        return answer;
    }
}
