target_link_libraries(tessera_app PRIVATE CLI11::CLI11 tomlplusplus::tomlplusplus CURL::libcurl PkgConfig::YAML spdlog::spdlog)
tessera_embed(tessera_app KIND files NAME certs_files ROOT "${CMAKE_SOURCE_DIR}/certs"
              PATTERN "make-dev-ca" "openssl.cnf" "make-dev-cards" "cards.cnf")
tessera_embed(tessera_app KIND files NAME dev_files ROOT "${CMAKE_SOURCE_DIR}/src/app/dev" PATTERN "demo_data.json")
