package org.contourflow.testdata;

/** Attributes that are the same on every slice of a phantom, by module of PS3.3 A.3.3. */
final class PhantomModules {
  private PhantomModules() {}

  static void patientAndStudy(DicomBytes d, PhantomPatient patient, PhantomUids uids) {
    d.text(0x00080005, "CS", "ISO_IR 100");
    d.text(0x00100010, "PN", patient.name());
    d.text(0x00100020, "LO", patient.id());
    d.text(0x00100030, "DA", patient.birthDate());
    d.text(0x00100040, "CS", patient.sex());
    d.text(0x0020000D, "UI", uids.study());
    d.text(0x00080020, "DA", "20260105");
    d.text(0x00080030, "TM", "101500");
    d.text(0x00080050, "SH", "ACC-" + uids.seed());
    d.text(0x00080090, "PN", "");
    d.text(0x00081030, "LO", "Planning");
    d.text(0x00200010, "SH", "S" + uids.seed());
  }

  static void seriesAndEquipment(DicomBytes d, PhantomUids uids, String description) {
    d.text(0x00080060, "CS", "CT");
    d.text(0x0020000E, "UI", uids.series());
    d.text(0x00200011, "IS", "2");
    d.text(0x0008103E, "LO", description);
    d.text(0x00180015, "CS", "CHEST");
    d.text(0x00080021, "DA", "20260105").text(0x00080031, "TM", "101600");
    d.text(0x00200052, "UI", uids.frameOfReference());
    d.text(0x00201040, "LO", "");
    d.text(0x00080070, "LO", "Contourflow");
    d.text(0x00081090, "LO", "Analytic phantom");
    d.text(0x00181020, "LO", "1");
  }

  static void ctImage(DicomBytes d) {
    d.text(0x00080008, "CS", "ORIGINAL", "PRIMARY", "AXIAL");
    d.text(0x00080022, "DA", "20260105").text(0x00080032, "TM", "101600");
    d.text(0x00080023, "DA", "20260105").text(0x00080033, "TM", "101600");
    d.text(0x00200012, "IS", "1");
    d.decimals(0x00180060, 120);
    d.text(0x00181210, "SH", "STANDARD");
    d.decimals(0x00281050, 40).decimals(0x00281051, 400);
  }
}
