/**
 * The product's settings: one YAML file, read once, validated, immutable. Every error names the
 * key, the value, the line and what is allowed.
 */
package org.contourflow.config;
