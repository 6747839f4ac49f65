# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0

# fabric_library(NAME HEADERS ... SOURCES ... PUBLIC ... PRIVATE ...)
#   A static library fabric_NAME with alias fabric::NAME. HEADERS are checked to compile alone by the target
#   all_verify_interface_header_sets. PUBLIC and PRIVATE are link dependencies.
function(fabric_library name)
    cmake_parse_arguments(arg "" "" "HEADERS;SOURCES;PUBLIC;PRIVATE" ${ARGN})
    set(target fabric_${name})
    add_library(${target} STATIC ${arg_SOURCES})
    add_library(fabric::${name} ALIAS ${target})
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${arg_HEADERS})
    target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE fabric::options ${arg_PRIVATE})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    fabric_precompile(${target})
endfunction()

# fabric_precompile(TARGET): what nearly every file needs, compiled once for all targets: the standard library, JSON, Qt Core.
function(fabric_precompile target)
    if(FABRIC_PCH)
        target_precompile_headers(${target} REUSE_FROM fabric_precompiled)
    endif()
endfunction()

if(FABRIC_PCH)
    set(headers <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <string> <string_view> <variant>
        <vector> <nlohmann/json.hpp> <QByteArray> <QHash> <QObject> <QString>)
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "// The headers are the target's.\n")
    add_library(fabric_precompiled STATIC "${CMAKE_BINARY_DIR}/precompiled.cpp")
    target_link_libraries(fabric_precompiled PRIVATE fabric::options Qt6::Core nlohmann_json::nlohmann_json)
    target_precompile_headers(fabric_precompiled PRIVATE ${headers})
    # ccache hashes this text instead of the precompiled header, which differs from folder to folder (ccache manual,
    # "pch_external_checksum"): so objects are found again from any checkout.
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/CMakeFiles/fabric_precompiled.dir/cmake_pch.hxx.gch.sum"
        CONTENT "${headers} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}\n")
endif()

# What the tsan preset needs: the tests of threads, and no window.
add_custom_target(thread_tests)

# A test with a real gateway: they go first, in two lanes of about the same length, one at a time in each.
function(fabric_live_test name timeout lane)
    math(EXPR cost "${timeout} + 10000")
    set_tests_properties(${name} PROPERTIES COST ${cost} RESOURCE_LOCK gateway_${lane})
endfunction()

# fabric_test(NAME SOURCES ... LINK ... [LABELS ...] [ENVIRONMENT ...] [TIMEOUT seconds] [LANE 1 or 2] [GUI])
#   One Qt Test executable, registered with ctest under its own name. TIMEOUT defaults to 120 s. GUI runs it on a
#   virtual X display of its own (real pixels; without GUI the platform is offscreen). The label "live" is for tests
#   that start a real gateway: they run one at a time in their LANE, and find the parts under FABRIC_PARTS_DIR. The longest
#   begin first.
function(fabric_test name)
    cmake_parse_arguments(arg "GUI" "TIMEOUT;LANE" "SOURCES;LINK;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE fabric::options Qt6::Test ${arg_LINK})
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
    target_compile_definitions(${name} PRIVATE
        FABRIC_SOURCE_DIR="${CMAKE_SOURCE_DIR}" FABRIC_BINARY_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
    fabric_precompile(${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(FABRIC_SANITIZE) # several times slower
        math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
    endif()
    set(platform offscreen)
    set(launcher)
    if(arg_GUI)
        set(platform xcb)
        set(launcher "${CMAKE_SOURCE_DIR}/packaging/with-display")
    endif()
    add_test(NAME ${name} COMMAND ${launcher} $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=${platform};TZ=UTC;LC_ALL=C.UTF-8;${arg_ENVIRONMENT}")
    set_tests_properties(${name} PROPERTIES COST ${arg_TIMEOUT})
    if("threads" IN_LIST arg_LABELS)
        add_dependencies(thread_tests ${name})
    endif()
    if("live" IN_LIST arg_LABELS)
        fabric_live_test(${name} ${arg_TIMEOUT} ${arg_LANE})
    endif()
endfunction()
