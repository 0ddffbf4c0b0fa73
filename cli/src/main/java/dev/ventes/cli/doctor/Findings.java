package dev.ventes.cli.doctor;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an examination found, server by server, and which servers could not be examined. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();
    private boolean unreachable;

    /** Looks at one thing. */
    @FunctionalInterface
    interface Examination {
        List<Finding> findings() throws Exception;
    }

    /** Takes what the examination finds; that its server is not there is a finding, too. */
    void of(String server, Examination examination) throws Exception {
        try {
            all.addAll(examination.findings());
        } catch (Exception failure) {
            var trouble = Trouble.of(failure);
            if (trouble.isEmpty()) {
                throw failure;
            }
            unreachable |= !trouble.get().reached();
            all.add(Finding.fault(server, trouble.get().message(), null));
        }
    }

    int exitCode() {
        if (unreachable) {
            return ExitCode.UNREACHABLE;
        }
        return of(Finding.Kind.FAULT).isEmpty() ? ExitCode.WELL : ExitCode.FOUND;
    }

    private List<Finding> of(Finding.Kind kind) {
        return all.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /** As {@code --json} shows them. */
    record Json(List<Finding> faults, List<Finding> remarks) {}

    Json json() {
        return new Json(of(Finding.Kind.FAULT), of(Finding.Kind.REMARK));
    }

    void print(Console console) {
        for (var kind : Finding.Kind.values()) {
            for (var finding : of(kind)) {
                console.line("%-6s  %-10s  %s"
                        .formatted(kind == Finding.Kind.FAULT ? "FAULT" : "remark", finding.server(), finding.what()));
                Optional.ofNullable(finding.mend()).ifPresent(mend -> console.line("        → " + mend));
            }
        }
    }
}
