tessera_embed(tessera_oauth KIND files NAME oauth_files ROOT "${CMAKE_SOURCE_DIR}/src/oauth/claims"
              PATTERN "*.json")
