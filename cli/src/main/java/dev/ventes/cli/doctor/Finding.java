package dev.ventes.cli.doctor;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Something that is not as it should be.
 *
 * @param mend the command that mends it; null where there is none
 */
record Finding(@JsonIgnore Kind kind, String server, String what, String mend) {
    enum Kind {
        /** Something does not work, or will not when it is needed. */
        FAULT,
        /** Worth knowing. */
        REMARK
    }

    static Finding fault(String server, String what, String mend) {
        return new Finding(Kind.FAULT, server, what, mend);
    }

    static Finding remark(String server, String what, String mend) {
        return new Finding(Kind.REMARK, server, what, mend);
    }

    /** A fault as the services write them at their start: what is wrong, a semicolon, what mends it. */
    static Finding told(String server, String line) {
        var parts = line.split("; ", 2);
        return fault(server, parts[0], parts.length == 2 ? parts[1] : null);
    }
}
