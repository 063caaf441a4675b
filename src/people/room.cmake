# Boost.Locale over ICU: NFC and case folding of names and logins.
target_link_libraries(tessera_people PUBLIC Boost::locale)
tessera_embed(tessera_people KIND files NAME people_files ROOT "${CMAKE_SOURCE_DIR}/src/people"
              PATTERN "*.json")
