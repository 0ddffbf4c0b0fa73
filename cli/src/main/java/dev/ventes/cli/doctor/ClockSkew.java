package dev.ventes.cli.doctor;

import dev.ventes.core.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * This machine's clock against another's. The transformer stamps its records with the time at which it last proved that
 * it owns its partitions, which may be two seconds ago; the rest is what its clock may be behind the broker's
 * before its records are refused. Of a clock that is ahead they are refused, too: {@link KafkaClock}.
 */
record ClockSkew(Clock clock) {
    private static final Duration HARMLESS = Duration.ofSeconds(1);
    private static final Duration BOUND = Topics.FENCE.minus(Topics.PROOF);

    /** Asks another machine for its time. */
    @FunctionalInterface
    interface Question {
        Instant now() throws Exception;
    }

    List<Finding> findings(String server, Question question) throws Exception {
        question.now(); // The first answer takes longer than the others, by far.
        var asked = clock.instant();
        var theirs = question.now();
        var answered = clock.instant();
        return judge(server, asked, theirs, answered);
    }

    /** They looked at their clock at some moment in between. */
    static List<Finding> judge(String server, Instant asked, Instant theirs, Instant answered) {
        var ahead = Duration.between(theirs, asked);
        var behind = Duration.between(answered, theirs);
        var certain = ahead.compareTo(behind) > 0 ? ahead : behind;
        if (certain.compareTo(HARMLESS) <= 0) {
            return List.of();
        }
        var what = "this machine's clock is %.1f s %s its clock"
                .formatted(certain.toMillis() / 1000.0, certain.equals(ahead) ? "ahead of" : "behind");
        var mend = "timedatectl set-ntp true, on whichever of the two is wrong";
        return certain.compareTo(BOUND) <= 0
                ? List.of(Finding.remark(server, what, mend))
                : List.of(Finding.fault(
                        server,
                        what + "; Kafka refuses what a transformer stamps more than " + BOUND.toMillis() / 1000.0
                                + " s too early, and more than " + Topics.AHEAD.toSeconds() + " s too late",
                        mend));
    }
}
