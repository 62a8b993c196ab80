/** What is wrong with a text of YAML, whatever it is to say, told to the person who wrote it. */
package org.contourflow.yaml;
