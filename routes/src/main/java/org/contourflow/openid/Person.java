package org.contourflow.openid;

/**
 * Who logged in at the provider.
 *
 * @param name with an @ in it, which no user of the console's own has
 * @param role VIEWER, PHYSICIST or ADMIN
 * @param to page of the console to come to
 */
public record Person(String name, String role, String to) {}
