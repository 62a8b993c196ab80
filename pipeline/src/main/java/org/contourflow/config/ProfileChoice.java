package org.contourflow.config;

import org.contourflow.rtstruct.write.DestinationProfile;

/** How a destination wants its structure sets. */
public enum ProfileChoice {
  GENERIC(DestinationProfile.GENERIC),
  ECLIPSE(DestinationProfile.ECLIPSE),
  RAYSTATION(DestinationProfile.RAYSTATION),
  PINNACLE(DestinationProfile.PINNACLE),
  MONACO(DestinationProfile.MONACO);

  private final DestinationProfile profile;

  ProfileChoice(DestinationProfile profile) {
    this.profile = profile;
  }

  /** What it stands for. */
  public DestinationProfile profile() {
    return profile;
  }
}
