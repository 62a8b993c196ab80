#!/usr/bin/env python3
"""Takes each condition of the consent gate and its log away in turn; a test must fail for every one.

    mvn -q test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/cp.txt -pl pipeline -am
    python3 pipeline/src/test/mutations/consent.py --console junit-platform-console-standalone.jar \\
        --classpath pipeline/target/classes:contouring-model/target/classes:...:$(cat pipeline/target/cp.txt) --tests pipeline/target/test-classes

A mutation is a text of a source file and what stands there instead; a text that is not found once is an error, so that
the table follows the code. One class is compiled into a folder that comes first on the class path. Result: docs/consent.md.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "main/java"
MODEL = pathlib.Path(__file__).resolve().parents[4] / "contouring-model/src/main/java"
GATE, STANDING, LOG = ("org/contourflow/consent/" + n for n in ("ConsentGate.java", "Standing.java", "ConsentLog.java"))
EVIDENCE, OPT_OUT = ("org/contourflow/consent/" + n for n in ("FolderEvidence.java", "OptOutAnswers.java"))
RELEASED = "org/contourflow/train/data/ReleasedCases.java"
RUN, FOLD = ("org/contourflow/consent/" + n for n in ("TeachingRun.java", "TestFold.java"))

# (file, what goes, what stands there instead)
MUTATIONS = [
    (GATE, "if (evidence.problem().isPresent()) {\n      return evidence.problem().get();\n    }\n    if (evidence.whose()",
     "if (evidence.whose()"),
    (GATE, "if (evidence.whose().isEmpty()) {\n      return Decision.refused(Reason.NO_PATIENT);\n    }", ""),
    (GATE, "return evidence.approved()\n", "return true\n"),
    (GATE, "&& !grounds(id, released).patient().equals(before.patient())", "&& false"),
    (GATE, "if (now instanceof Decision.Refused refused) {", "if (false && now instanceof Decision.Refused refused) {"),
    (GATE, "                  refused.put(id, no);\n",
     "                  grounds.put(id, new ReleasedCases.Grounds(id, \"CONSENT\", List.of()));\n"),
    (GATE, "      if (evidence.problem().isPresent()) {\n        return evidence.problem().get();\n      }\n      String stated",
     "      String stated"),
    (GATE, "if (stated == null) {\n        return Decision.refused(Reason.NOT_IN_STATEMENT);\n      }", ""),
    (GATE, "if (!statement.purposes().contains(purpose)) {", "if (false) {"),
    (GATE, "if (isKnown(evidence)) {", "if (false) {"),
    (GATE, "return now.equals(stated)\n", "return true\n"),
    (GATE, "digests.get(evidence.stamp())", "digests.values().stream().findFirst().orElse(null)"),
    (GATE, "Basis.PUBLIC_LICENSED, Optional.empty(), List.of(", "Basis.CONSENT, Optional.empty(), List.of("),
    (GATE, "return purpose.teaches() && fold", "return false && fold"),
    (GATE, "return purpose.teaches() && fold", "return fold"),
    (STANDING, "if (closed.isPresent()) {", "if (false) {"),
    (STANDING, "if (!given.purposes().contains(purpose)) {", "if (false) {"),
    (STANDING, "if (given.from().isAfter(now)) {", "if (false) {"),
    (STANDING, "if (given.until().isPresent() && !latest(now).isBefore(given.until().get())) {", "if (false) {"),
    (STANDING, "!latest(now).isBefore(given.until().get())", "!now.isBefore(given.until().get())"),
    (STANDING, "!latest(now).isBefore(given.until().get())", "latest(now).isAfter(given.until().get())"),
    (STANDING, "if (given.basis() == Basis.S251) {", "if (false) {"),
    (STANDING, "|| given.basis() == Basis.S251 && concerns(w.purposes(), purpose)", ""),
    (STANDING, ".filter(e -> !wrong.contains(e.sequence()))", ""),
    (STANDING, "Set<PatientRef> closing = new HashSet<>(person(patient));", "Set<PatientRef> closing = person(patient, false);"),
    (STANDING, "Set<PatientRef> closing = new HashSet<>(person(patient));", "Set<PatientRef> closing = new HashSet<>(Set.of(patient));"),
    (STANDING, "Set<PatientRef> opening = person(patient, false);", "Set<PatientRef> opening = person(patient, true);"),
    (STANDING, "event.sequence() < closing.sequence() || !given.from().isAfter(effective)", "!given.from().isAfter(effective)"),
    (STANDING, "event.sequence() < closing.sequence() || !given.from().isAfter(effective)", "event.sequence() < closing.sequence()"),
    (STANDING, "return before && concerns(of, purpose);", "return before && of.contains(purpose);"),
    (STANDING, "return before && concerns(of, purpose);", "return before && of.isEmpty();"),
    (STANDING, "if (answers.isEmpty()) {", "if (false) {"),
    (STANDING, "if (!newest.allowed()) {", "if (false) {"),
    (STANDING, "\n            && ChronoUnit.DAYS.between(newest.askedOn(), believed) <= optOutDays", ""),
    (STANDING, "return closes ? Optional.of(Reason.EXPIRED) : Optional.empty();", "return Optional.empty();"),
    (STANDING, "thenComparing(a -> a.allowed() ? 0 : 1)", "thenComparing(a -> a.allowed() ? 1 : 0)"),
    (STANDING, "e.patient().equals(patient) || isMergeWith(e, patient)", "e.patient().equals(patient)"),
    (EVIDENCE, "if (link.isPresent()) {", "if (false) {"),
    (EVIDENCE, "&& before.stamp().equals(stamp)", ""),
    (EVIDENCE, "boolean one = ids.size() == 1 && ", "boolean one = "),
    (EVIDENCE, " && issuers.size() <= 1", ""),
    (EVIDENCE, " && births.size() <= 1", ""),
    (EVIDENCE, "boolean approved = !approvals.isEmpty() && ", "boolean approved = "),
    (EVIDENCE, "approvals.stream().allMatch(\"APPROVED\"::equals)", "approvals.stream().anyMatch(\"APPROVED\"::equals)"),
    (EVIDENCE, "f.equals(\"NO\") || ", ""),
    (EVIDENCE, " || f.equals(\"WITHDRAWN\")", ""),
    (EVIDENCE, "flags.stream().anyMatch(f -> !f.equals(\"YES\"))", "false"),
    (LOG, "if (isNew && Files.exists(witness)) {", "if (false) {"),
    (LOG, " || !line.substring(0, 64).equals(hash(last, json))", ""),
    (LOG, "requireAsFarAsTheWitness(hashes);", ""),
    (LOG, "if (!hashes.isEmpty()) {", "if (false) {"),
    (LOG, "if (!reached || !hashes.get(number - 1).equals(seen[1])) {", "if (!reached) {"),
    (LOG, "&& number <= hashes.size()", ""),
    (OPT_OUT, "|| answer.askedOn().equals(known.askedOn()) && !answer.allowed()", ""),
    (RELEASED, "if (!grounds.containsKey(id)) {", "if (false) {"),
    (RELEASED, "    require(id);\n    return source.read(id);", "    return source.read(id);"),
    (RELEASED, "    require(id);\n    return source.fingerprint(id);", "    return source.fingerprint(id);"),
    (RELEASED, "      each.requireAll();\n", ""),
    (RELEASED, "if (resumes && !Files.exists(file)) {", "if (false) {"),
    (RELEASED, "if (!lines.contains(taught)) {", "if (false) {"),
    (RELEASED, "for (String id : grounds.keySet()) {\n      require(id);\n    }", ""),
    (RUN, "if (!gone.isEmpty()) {", "if (false) {"),
    (RUN, " && !ENDED.contains(refused.reason())", ""),
    (FOLD, "persons.of(patient.get())", "Set.of(patient.get())"),
    (FOLD, "if (!before.equals(Double.toString(share))) {", "if (false) {"),
    (STANDING, "!newest.askedOn().isAfter(today)\n            && ", ""),
    (OPT_OUT, "if (!seen) {", "if (false) {"),
    (OPT_OUT, "if (answer.askedOn().isAfter(today)) {", "if (false) {"),
    (LOG, "if (events.get((int) e.sequence() - 1).act() instanceof EnteredInError) {", "if (false) {"),
    (LOG, "act instanceof Merged m && m.other().equals(patient)", "false"),
    (STANDING, "if (known.contains(event.patient())) {", "if (false) {"),
    (STANDING, "if (known.contains(plain)) {", "if (false) {"),
    (STANDING, "    whose.withoutIssuer().ifPresent(plain -> closing.addAll(person(plain, true)));\n", ""),
]
# WithdrawalTest is left out: it has a time limit, which a busy machine may break for another reason.
TESTS = ["RedTeamTest", "GateConditionsTest", "TestFoldTest", "ConsentHistoriesTest"]


def java(tool):
    return shutil.which(tool) or sys.exit(f"{tool} is not installed")


def run(a, folder, tests):
    command = [java("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dai.djl.offline=true", "-cp",
               f"{a.console}:{folder}:{a.tests}:{a.classpath}", "org.junit.platform.console.ConsoleLauncher", "execute",
               "--disable-banner", "--details=none", "--exclude-tag=long"]
    for test in tests:
        command += ["-c", f"org.contourflow.consent.{test}"]
    return subprocess.run(command, capture_output=True, text=True)


def main():
    arguments = argparse.ArgumentParser()
    for name in ("--console", "--classpath", "--tests"):
        arguments.add_argument(name, required=True)
    arguments.add_argument("--only", type=int, nargs="*", help="numbers of single mutations")
    a = arguments.parse_args()
    survived = 0
    table = [m for m in MUTATIONS if m[2] is not None]
    for number, (name, old, new) in enumerate(table, 1):
        if a.only and number not in a.only:
            continue
        root = MODEL if "/train/" in name else SOURCES
        text = (root / name).read_text()
        if text.count(old) != 1:
            sys.exit(f"{number}: {name} has {text.count(old)} times: {old}")
        with tempfile.TemporaryDirectory() as folder:
            changed = pathlib.Path(folder) / pathlib.Path(name).name
            changed.write_text(text.replace(old, new))
            made = subprocess.run([java("javac"), "-J-XX:TieredStopAtLevel=1", "-nowarn", "-proc:none", "-parameters", "-d",
                                   folder, "-cp", a.classpath, str(changed)], capture_output=True, text=True)
            if made.returncode:
                sys.exit(f"{number}: does not compile: {made.stderr}")
            killer = "SURVIVED"
            for test in TESTS:
                if (pathlib.Path(a.tests) / f"org/contourflow/consent/{test}.class").exists() and run(a, folder, [test]).returncode:
                    killer = "killed by " + test
                    break
        survived += killer == "SURVIVED"
        print(f"{number:3d} {killer:32s} {pathlib.Path(name).name}: {' '.join(old.split())[:90]}", flush=True)
    print(f"{survived} survived")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
