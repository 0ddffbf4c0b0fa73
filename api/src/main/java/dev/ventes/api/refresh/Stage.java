package dev.ventes.api.refresh;

import java.util.Locale;

/** What a change passes through until it can be read. */
enum Stage {
    /** From PostgreSQL's commit, or the API's request, to the log. */
    COMMIT_TO_LOG,
    /** To {@code ventes.enriched}. */
    LOG_TO_PUBLISH,
    /** Into the view. */
    PUBLISH_TO_APPLY,
    /** Until this instance has heard that it can be read. */
    APPLY_TO_READABLE,
    /** All of it. */
    TOTAL,
    /** From the commit, or the request, until the indicators have it; looked at twice a second. */
    COMMIT_TO_COUNTED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
