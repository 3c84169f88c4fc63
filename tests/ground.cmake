# What holds for the tree as a whole: the launcher, the include table, headers that compile alone.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

add_test(NAME launcher COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/launcher_test.sh)
add_test(NAME includes COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/includes)
add_test(NAME includes.self_test COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/includes --self-test)
# It measures time, so it runs alone.
set_tests_properties(launcher PROPERTIES RUN_SERIAL ON)

# Each header compiled by itself, twice over. The one place where a glob is right: a header that nobody lists must be held
# to it as well.
if(NOT HELOSCOPE_SANITIZE)
  file(GLOB_RECURSE headers RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/grammars/*.hpp ${CMAKE_SOURCE_DIR}/analyzer/*.hpp ${CMAKE_SOURCE_DIR}/simulator/*.hpp)
  add_library(headers_alone OBJECT)
  foreach(header IN LISTS headers)
    set(alone ${CMAKE_CURRENT_BINARY_DIR}/headers_alone/${header}.cpp)
    file(CONFIGURE OUTPUT ${alone} CONTENT "#include \"${header}\"\n#include \"${header}\"\n")
    target_sources(headers_alone PRIVATE ${alone})
  endforeach()
  target_link_libraries(headers_alone PRIVATE heloscope::build)
  target_compile_options(headers_alone PRIVATE -O0 -g0)
endif()
