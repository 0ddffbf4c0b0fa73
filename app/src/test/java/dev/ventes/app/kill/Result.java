package dev.ventes.app.kill;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run has found.
 *
 * @param lost sales and acknowledged writes that are not in
 * @param doubled positions that were published differently, sales that nobody made, writes that are in although they
 *     were answered as not made
 * @param stale looks at a sale that showed less than an earlier one, answers that cannot be true
 * @param rejected what is in {@code ventes.rejected}
 */
record Result(List<String> lost, List<String> doubled, List<String> stale, List<String> rejected, Enriched enriched) {
    static Result of(FinalState.Differences differences, Enriched enriched, Ledger ledger, Seen seen, String kafka) {
        var lost = new ArrayList<>(differences.lost());
        ledger.acknowledged().forEach((quantite, id) -> {
            if (!enriched.versions().contains(quantite)) {
                lost.add("quantite " + quantite + " of sale " + id + " was acknowledged and never published");
            }
        });
        var doubled = new ArrayList<>(enriched.doubled());
        doubled.addAll(differences.surplus());
        ledger.refused().forEach((quantite, what) -> {
            if (enriched.versions().contains(quantite)) {
                doubled.add("quantite " + quantite + " was made, of " + what);
            }
        });
        var stale = new ArrayList<>(seen.regressions());
        stale.addAll(ledger.wrongAnswers());
        return new Result(lost, doubled, stale, Enriched.rejected(kafka), enriched);
    }

    /** Everything that must not be. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        lost.forEach(fault -> faults.add("lost: " + fault));
        doubled.forEach(fault -> faults.add("doubled: " + fault));
        stale.forEach(fault -> faults.add("stale: " + fault));
        faults.addAll(rejected);
        return faults;
    }
}
