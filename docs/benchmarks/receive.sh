#!/usr/bin/env bash
# Receiving 200 CTs of 512 x 512 (100 MB) over 1 and 4 associations: this node (fsync on), dcmtk's storescp (no fsync)
# and Orthanc, one after the other in one run; the sender is dcmtk's storescu. Prints seconds; only the ratios mean much.
# Usage: docs/benchmarks/receive.sh CLASSPATH [PDU [ROUNDS]]   (CLASSPATH: dicom-rt's classes, test-classes and libraries)
set -euo pipefail
classpath=$1 pdu=${2:-131072} rounds=${3:-3}
work=$(mktemp -d); pids=(); trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$work"' EXIT
/usr/bin/python3 - "$work/in" <<'P'
import os, sys
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
out = sys.argv[1]
for part in range(4):
    os.makedirs(f"{out}/{part}")
    for i in range(50):
        d = Dataset(); uid = f"2.25.77.{part}.{i + 1}"
        d.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"; d.SOPInstanceUID = uid
        d.PatientName = "BENCH"; d.PatientID = "BENCH"; d.Modality = "CT"
        d.StudyInstanceUID = "2.25.77"; d.SeriesInstanceUID = "2.25.77.9"
        d.Rows = d.Columns = 512; d.BitsAllocated = d.BitsStored = 16; d.HighBit = 15
        d.PixelRepresentation = 0; d.SamplesPerPixel = 1; d.PhotometricInterpretation = "MONOCHROME2"
        d.PixelData = os.urandom(512 * 512 * 2)
        m = FileMetaDataset(); m.MediaStorageSOPClassUID = d.SOPClassUID; m.MediaStorageSOPInstanceUID = uid
        m.TransferSyntaxUID = ExplicitVRLittleEndian; d.file_meta = m
        d.is_little_endian = True; d.is_implicit_VR = False
        d.save_as(f"{out}/{part}/{i}.dcm", write_like_original=False)
P
mkdir -p "$work/scp" "$work/odb"
java -Xmx128m -cp "$classpath" org.contourflow.dicom.net.scp.ReceiverMain "$work/spool" 24301 >/dev/null 2>&1 & pids+=($!)
storescp --fork -aet ANY -od "$work/scp" 24302 >/dev/null 2>&1 & pids+=($!)
printf '{"Name":"b","StorageDirectory":"%s","IndexDirectory":"%s","DicomAet":"ORTHANC","DicomPort":24303,"HttpPort":28303,"OverwriteInstances":true,"Plugins":[]}' \
  "$work/odb" "$work/odb" > "$work/o.json"
Orthanc "$work/o.json" >/dev/null 2>&1 & pids+=($!)
for port in 24301 24302 24303; do until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.2; done; done
send() { storescu -aec "$1" +sd +r -pdu "$pdu" 127.0.0.1 "$2" "${@:3}"; }
measure() {
  local start end jobs=()
  start=$(date +%s.%N)
  if [ "$3" = 1 ]; then send "$1" "$2" "$work/in"; else
    for part in 0 1 2 3; do send "$1" "$2" "$work/in/$part" & jobs+=($!); done; wait "${jobs[@]}"; fi
  end=$(date +%s.%N); printf '%-12s %s associations  %.2f s\n' "$1" "$3" "$(echo "$end - $start" | bc)"
}
measure CONTOURFLOW 24301 1 >/dev/null   # warm the JVM
for round in $(seq "$rounds"); do for n in 1 4; do
  measure CONTOURFLOW 24301 $n; measure ANY 24302 $n; measure ORTHANC 24303 $n
done; done
