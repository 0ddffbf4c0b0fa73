package dev.ventes.cli.verify;

import dev.ventes.core.topic.Announcements;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on {@code ventes.progress} what verifications of the whole table found, for whoever looks at the pipeline. What
 * fails here is said in the log, and changes nothing. One thread.
 */
final class Findings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);

    private final VerifyConfig config;
    private final boolean whole;
    private Announcements announcements;
    private Report last;

    Findings(VerifyConfig config, Scope scope) {
        this.config = config;
        this.whole = scope.ids().equals(Scope.USUAL.ids());
    }

    void found(Report report, Duration took) {
        last = report;
        announce(took, report.complete() ? null : String.join("; ", report.whyIncomplete()));
    }

    /** A server was away, or refused; what was found before that is told once more. */
    void failed(String why, Duration took) {
        announce(took, why);
    }

    private void announce(Duration took, String fault) {
        if (!whole) {
            // It would hide what the last one of all rows found.
            return;
        }
        try {
            if (announcements == null) {
                announcements = Announcements.open(
                        config.connector().kafka(), Topics.of(config.connector().topics()));
            }
            announcements.announce(new Progress.Verified(
                    System.currentTimeMillis(),
                    took.toMillis(),
                    last == null ? null : last.rows(),
                    last == null ? null : (long) last.differences().size() + last.differingIndicators(),
                    last == null ? null : (long) last.unsettled().size(),
                    fault));
        } catch (KafkaException e) {
            LOG.atInfo().addKeyValue("cause", e.getMessage()).log("what was found is not announced");
        }
    }

    @Override
    public void close() {
        if (announcements != null) {
            announcements.close();
        }
    }
}
