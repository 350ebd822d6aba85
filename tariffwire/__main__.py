from tariffwire.cli import main

main()
