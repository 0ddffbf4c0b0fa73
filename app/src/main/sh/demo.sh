#!/bin/sh
# Runs java with these arguments for Maven, which on Ctrl-C would end at once and leave a demo that is still
# stopping in the background. Where Maven has the terminal, the demo therefore gets it: job control makes it the
# foreground job, so that Ctrl-C reaches it alone, and Maven waits for its exit code as at any other end.
case "$(ps -o stat= -p $$ 2>/dev/null)" in
  *+*) set -m ;;
esac
"$TOOLCHAIN_JAVA_HOME/bin/java" "-Dventes.ends-with=$PPID" "$@"
exit $?
