target_link_libraries(tessera_outbound PUBLIC CURL::libcurl)
