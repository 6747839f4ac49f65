# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
#
# The one interface target that every target of ours links PRIVATE: language level, warnings, defines,
# sanitizers, hardening. Nothing else sets compiler flags.

option(FABRIC_WERROR "Treat warnings as errors" OFF)
option(FABRIC_COVERAGE "Instrument for gcov" OFF)
option(FABRIC_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(FABRIC_BENCH "Build the benchmark programs" OFF)
option(FABRIC_FAILPOINTS "Let tests kill the agent at named places (never in a release)" OFF)
option(FABRIC_PCH "Use precompiled headers" ON)
set(FABRIC_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(FABRIC_CCACHE ccache)
if(FABRIC_CCACHE)
    # The environment makes the cache hit across checkouts and with precompiled headers (ccache manual, "Precompiled headers").
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,locale,include_file_mtime,include_file_ctime ${FABRIC_CCACHE})
endif()

add_library(fabric_options INTERFACE)
add_library(fabric::options ALIAS fabric_options)

target_compile_definitions(fabric_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS QT_USE_QSTRINGBUILDER
    QT_DISABLE_DEPRECATED_BEFORE=0x060400 JSON_DIAGNOSTICS=0)

target_compile_options(fabric_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
    -Woverloaded-virtual -Wcast-qual -Wcast-align
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wuseless-cast>
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
    $<$<BOOL:${FABRIC_WERROR}>:-Werror>)

if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" OR CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(fabric_options INTERFACE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong)
    target_link_options(fabric_options INTERFACE -Wl,-z,relro,-z,now)
endif()

find_program(FABRIC_MOLD mold)
if(FABRIC_MOLD)
    target_link_options(fabric_options INTERFACE -fuse-ld=mold)
endif()

if(FABRIC_SANITIZE)
    target_compile_options(fabric_options INTERFACE -fsanitize=${FABRIC_SANITIZE} -fno-omit-frame-pointer)
    string(REPLACE "fuzzer-no-link," "" _link_sanitize "${FABRIC_SANITIZE}")
    target_link_options(fabric_options INTERFACE -fsanitize=${_link_sanitize})
endif()
if(FABRIC_COVERAGE)
    target_compile_options(fabric_options INTERFACE --coverage -O0)
    target_link_options(fabric_options INTERFACE --coverage)
endif()
