@echo off
rem Contourflow on Windows: builds what is missing, then runs the command. contourflow --help
setlocal enabledelayedexpansion
set "here=%~dp0"
if "%here:~-1%"=="\" set "here=%here:~0,-1%"
set "product=%here%\routes\target\contourflow"

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo contourflow: Java 17 or newer is needed ^(java on the PATH or JAVA_HOME^) 1>&2
  exit /b 1
)

if not exist "%product%\built" (
  where mvn >nul 2>&1
  if errorlevel 1 (
    echo contourflow: Maven ^(mvn^) is needed to build; install Maven 3.8 or newer 1>&2
    exit /b 1
  )
  echo Building Contourflow ^(the first time Maven fetches its libraries; some minutes^) ... 1>&2
  if not exist "%product%" mkdir "%product%"
  pushd "%here%"
  call mvn -B -q -DskipTests package > "%product%\build.log" 2>&1
  set "status=!errorlevel!"
  popd
  if not "!status!"=="0" (
    echo contourflow: the build failed; all of it is in %product%\build.log 1>&2
    exit /b 1
  )
  call :shareclasses
  echo built> "%product%\built"
)

set "OMP_WAIT_POLICY=passive"
if not defined DJL_CACHE_DIR set "DJL_CACHE_DIR=%product%\engine"
set "DJL_OFFLINE=true"

rem check and convert end after a second or two: see the shell script for why these flags.
rem Other short commands need no optimising compiler either. Classes parsed once are taken from an archive.
set "flags=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:CompileThresholdScaling=3"
for %%c in (demo train evaluate calibrate refine commission worker) do if "%~1"=="%%c" set "flags= "
if "%~1"=="check" set "flags=yes"
if "%~1"=="convert" set "flags=yes"
if "%flags%"=="yes" set "flags=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms192m -Xmn96m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"
if "%~1"=="contour" set "flags=-Xmx3g"
if "%~1"=="model" set "flags=-Xmx3g"
if "%~1"=="run" set "flags=-Xmx3g"

if exist "%product%\classes.jsa" set "flags=%flags% -XX:SharedArchiveFile="%product%\classes.jsa" -Xshare:auto"

"%java%" %flags% %CONTOURFLOW_JAVA_OPTS% -Djava.awt.headless=true -Dai.djl.offline=true "-Dcontourflow.install=%here%" -cp "%here%\routes\target\*;%product%\lib\*" org.contourflow.cli.Main %*
exit /b %errorlevel%

:shareclasses
set "sample=%TEMP%\contourflow-sample-%RANDOM%"
if exist "%product%\classes.jsa" del /q "%product%\classes.jsa"
"%java%" -Djava.awt.headless=true "-Dcontourflow.install=%here%" -cp "%here%\routes\target\*;%product%\lib\*" org.contourflow.cli.Main phantom --kind small --matrix 32 32 --spacing-mm 10 10 --out "%sample%\ct" > "%product%\classes.log" 2>&1
"%java%" -XX:TieredStopAtLevel=1 "-XX:ArchiveClassesAtExit=%product%\classes.jsa" -Djava.awt.headless=true "-Dcontourflow.install=%here%" -cp "%here%\routes\target\*;%product%\lib\*" org.contourflow.cli.Main rules test --ct "%sample%\ct" >> "%product%\classes.log" 2>&1
rmdir /s /q "%sample%" 2>nul
exit /b 0
