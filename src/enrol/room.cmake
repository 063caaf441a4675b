tessera_embed(tessera_enrol KIND files NAME enrol_files ROOT "${CMAKE_SOURCE_DIR}/src/enrol"
              PATTERN "*.json")
