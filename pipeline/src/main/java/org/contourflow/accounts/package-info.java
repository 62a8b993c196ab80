/**
 * Who may use the console and what for: users with roles, their passwords, sessions, tokens for
 * scripts, and the lock against guessing. Knows neither HTTP nor the database.
 */
package org.contourflow.accounts;
